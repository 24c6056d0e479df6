import InspectionModel
import Platform
import TaskModel
import TestSupport
import Testing

@Suite("Claiming tasks of some queues")
struct ServedQueuesTests {
    /// Tasks that are stored before their instant, which is over.
    private func ripe(_ name: String, at runAt: WallTime = TestStore.now, queue: String) -> NewTask {
        var task = NewTask.due(name, at: runAt, queue: queue)
        task.created = .epoch
        return task
    }

    @Test("Priorities are strict among the served queues, and the others' are not asked", arguments: StoreUnderTest.all)
    func order(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        for task in [
            NewTask.due("low", at: 2, priority: .low), .due("younger", at: 40), .due("older", at: 30),
            .due("gpu", at: 1, queue: "gpu", priority: .high), .due("high", at: 50, queue: "mail", priority: .high),
            .due("background", at: 1, queue: "mail", priority: .background),
        ] {
            try store.insert(task)
        }
        let claim = try store.claim(queues: ["default", "mail"])
        #expect(claim.tasks.map(\.name) == ["high", "older", "younger", "low", "background"])
        #expect(try store.claim().tasks.map(\.name) == ["gpu"])
    }

    @Test("The served queues have their turns", arguments: StoreUnderTest.all, [QueueRotation(), .anywhere])
    func turns(kind: StoreUnderTest, beginning: QueueRotation) throws {
        let store = try TestStore(kind)
        for queue in ["default", "gpu", "two", "three"] {
            for _ in 0..<3 { try store.insert(.due(queue, queue: queue)) }
        }
        var rotation = beginning
        var names: [String] = []
        for _ in 0..<9 {
            let claim = try store.claim(limit: 1, queues: ["default", "two", "three", "none"], rotation: rotation)
            rotation = claim.rotation
            names += claim.tasks.map(\.name)
        }
        // Which one is first is the store's affair; then each comes every third time.
        #expect(Set(names.prefix(3)) == ["default", "two", "three"])
        #expect(names == Array([names.prefix(3), names.prefix(3), names.prefix(3)].joined()))
        #expect(try store.claim(limit: 1, queues: ["default", "two", "three"], rotation: rotation).tasks.isEmpty)
    }

    @Test(
        "A task of another queue is neither claimed nor parked, and is no reason to ask again",
        arguments: StoreUnderTest.all, ["default", "gpu"])
    func others(kind: StoreUnderTest, queue: String) throws {
        let store = try TestStore(kind)
        let tasks = [NewTask.due("due", queue: queue), ripe("ripe", queue: queue), .run("tick()", of: 1)]
        for var task in tasks {
            task.queue = queue
            try store.insert(task)
        }
        for _ in 0..<3 {
            let claim = try store.claim(queues: ["mail"]) { _ in false }
            #expect(claim.tasks.isEmpty && claim.parked.isEmpty && !claim.mayHaveMore && claim.left == 0)
            #expect(claim.rotation == QueueRotation())
        }
        #expect(try tasks.map { try store.state($0.id) } == [.waiting, .waiting, .waiting])
        #expect(try Set(store.claim(queues: [queue]).tasks.map(\.id)) == Set(tasks.map(\.id)))
    }

    @Test("Another queue's task sets the timer once, and is no instant once it is due", arguments: StoreUnderTest.all)
    func timer(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try store.insert(ripe("later", at: TestStore.now + 5, queue: "gpu"))
        #expect(try store.store.nextDue(after: TestStore.now) == TestStore.now + 5)
        for instant in [TestStore.now + 5, TestStore.now + 6] {
            #expect(try store.store.nextDue(after: instant) == nil)
            #expect(try store.claim(queues: ["mail"], now: instant).tasks.isEmpty)
            #expect(try store.store.nextDue(after: instant) == nil)
        }
        #expect(try store.claim(queues: ["gpu"], now: TestStore.now + 6).tasks.map(\.name) == ["later"])
    }

    @Test(
        "Thousands of another queue's tasks that come due at once keep none of the served",
        arguments: StoreUnderTest.all)
    func crowd(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        for number in Int64(0)..<1_200 {
            try store.insert(ripe("crowd", at: WallTime(microseconds: number), queue: "crowd"))
        }
        try store.insert(ripe("lonely", queue: "lonely"))
        var claims = 0
        var claim: ClaimResult
        repeat {
            claim = try store.claim(queues: ["lonely"])
            claims += 1
        } while claim.tasks.isEmpty && claim.mayHaveMore
        #expect(claim.tasks.map(\.name) == ["lonely"])
        #expect(claims == 3)
        // The crowd is ready now, and costs claims nothing more.
        #expect(try !store.claim(queues: ["lonely"]).mayHaveMore)
    }

    @Test("A paused queue is passed over among the served", arguments: StoreUnderTest.all)
    func paused(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        for queue in ["gpu", "mail", "other"] { try store.insert(ripe(queue, queue: queue)) }
        _ = try store.inspection().pause(.queue("mail"), now: TestStore.now)
        #expect(try store.claim(queues: ["mail", "gpu"]).tasks.map(\.name) == ["gpu"])
        _ = try store.inspection().resume(.queue("mail"), now: TestStore.now)
        #expect(try store.claim(queues: ["mail", "gpu"]).tasks.map(\.name) == ["mail"])
    }

    @Test("A served queue's unknown names are parked, and hide no task behind them", arguments: StoreUnderTest.all)
    func unknownNames(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        for number in Int64(0)..<25 {
            for queue in ["gpu", "mail"] {
                try store.insert(.due("gone", at: WallTime(microseconds: number), queue: queue))
            }
        }
        try store.insert(.due("known", queue: "gpu"))
        var (parked, names): (Int, [String]) = (0, [])
        var claim: ClaimResult
        repeat {
            claim = try store.claim(limit: 1, queues: ["gpu"]) { $0 == "known" }
            parked += claim.parked.count
            names += claim.tasks.map(\.name)
        } while claim.tasks.isEmpty && claim.mayHaveMore
        #expect(parked == 25 && names == ["known"])
    }

    @Test("Names are compared byte by byte, and a queue without tasks is none", arguments: StoreUnderTest.all)
    func names(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try store.insert(.due("composed", queue: "\u{E4}"))
        try store.insert(.due("quoted", queue: #"a "b", {c} \ 'd' %"#))
        #expect(try store.claim(queues: ["a\u{308}", "none", "DEFAULT"]).tasks.isEmpty)
        #expect(try store.claim(queues: [#"a "b", {c} \ 'd' %"#]).tasks.map(\.name) == ["quoted"])
        #expect(try store.claim(queues: ["\u{E4}"]).tasks.map(\.name) == ["composed"])
    }

    @Test("Whether there is work is asked of all queues", arguments: StoreUnderTest.all)
    func work(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try store.insert(ripe("gpu", queue: "gpu"))
        for _ in 0..<2 {
            #expect(try store.store.hasWork(now: TestStore.now))
            #expect(try store.claim(queues: ["mail"]).tasks.isEmpty)
        }
    }
}
