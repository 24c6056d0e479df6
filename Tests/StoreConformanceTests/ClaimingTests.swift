import InspectionModel
import Platform
import TaskModel
import TestSupport
import Testing

@Suite("Claiming tasks")
struct ClaimingTests {
    @Test(
        "Priorities are strict, whatever the queue, and the oldest of a queue is first", arguments: StoreUnderTest.all)
    func order(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        for task in [
            NewTask.due("background", at: 1, priority: .background), .due("low", at: 2, priority: .low),
            .due("younger", at: 40), .due("older", at: 30), .due("high", at: 50, queue: "other", priority: .high),
        ] {
            try store.insert(task)
        }
        #expect(try store.claim().tasks.map(\.name) == ["high", "older", "younger", "low", "background"])
    }

    @Test("Queues have their turns, which a higher priority does not take", arguments: StoreUnderTest.all)
    func turns(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        for queue in ["default", "two", "three"] {
            for _ in 0..<4 { try store.insert(.due(queue, queue: queue)) }
        }
        var rotation = QueueRotation()
        var names: [String] = []
        for number in 0..<7 {
            if number.isMultiple(of: 2) { try store.insert(.due("high", queue: "two", priority: .high)) }
            while true {
                let claim = try store.claim(limit: 1, rotation: rotation)
                rotation = claim.rotation
                let name = try #require(claim.tasks.first?.name)
                if name == "high" { continue }
                names.append(name)
                break
            }
        }
        // Which one is first is the store's affair; then each comes every third time.
        #expect(Set(names.prefix(3)) == ["default", "two", "three"])
        #expect(names[3...] == (names + names)[0..<4])
    }

    @Test("A large claim begins the next one with its second queue", arguments: StoreUnderTest.all)
    func turnsOfLargeClaims(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let queues = ["default", "two", "three"]
        for queue in queues { try store.insert(.due(queue, queue: queue)) }
        let first = try store.claim(limit: 2)
        let names = first.tasks.map(\.name)
        #expect(names.count == 2)
        for queue in names { try store.insert(.due(queue, queue: queue)) }
        let last = try #require(queues.first { !names.contains($0) })
        #expect(
            try store.claim(limit: 3, rotation: first.rotation).tasks.map(\.name) == [names[1], last, names[0]])
    }

    @Test(
        "A task is due from its instant on", arguments: StoreUnderTest.all,
        [(TestStore.now - 1, 0), (TestStore.now, 1), (TestStore.now + 1, 1)] as [(WallTime, Int)])
    func dueTime(kind: StoreUnderTest, entry: (now: WallTime, count: Int)) throws {
        let store = try TestStore(kind)
        var task = NewTask.due()
        task.created = task.created - 10
        try store.insert(task)
        #expect(try store.claim(now: entry.now).tasks.count == entry.count)
    }

    @Test(
        "No more than the limit is taken", arguments: StoreUnderTest.all, [(0, 0), (-1, 0), (1, 1), (3, 3), (100, 6)])
    func limit(kind: StoreUnderTest, entry: (limit: Int, count: Int)) throws {
        let store = try TestStore(kind)
        for queue in ["default", "a", "b"] {
            for priority in [Priority.high, .background] { try store.insert(.due(queue: queue, priority: priority)) }
        }
        #expect(try store.claim(limit: entry.limit).tasks.count == entry.count)
    }

    @Test("A claimed task runs in its slot, and no other worker gets it", arguments: StoreUnderTest.all)
    func once(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = try store.start(.due("work"), slot: "one")
        #expect(try store.other().claim(slot: "two").tasks.isEmpty)
        #expect(try store.state(task.id) == .running)
        #expect(try store.store.occupiedSlots() == ["one"])
        #expect(try store.store.nameOfRunning(task.attempt, slot: "one") == "work")
        #expect(try store.store.nameOfRunning(task.attempt, slot: "two") == nil)
        var later = task.attempt
        later.claimNumber += 1
        #expect(try store.store.nameOfRunning(later, slot: "one") == nil)
        try store.record(task, .succeeded(nil), slot: "one")
        #expect(try store.store.nameOfRunning(task.attempt, slot: "one") == nil)
        #expect(try store.store.occupiedSlots() == [])
    }

    @Test("Each claim of a task has a higher number than the one before", arguments: StoreUnderTest.all)
    func claimNumbers(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try store.insert(.due())
        var last: Int64 = 0
        for _ in 0..<3 {
            let task = try #require(try store.claim().tasks.first)
            #expect(task.attempt.claimNumber > last)
            last = task.attempt.claimNumber
            try store.record(task, .requeued)
        }
    }

    @Test(
        "Tasks of unknown names are parked with the reason, and hide no task behind them", arguments: StoreUnderTest.all
    )
    func unknownNames(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let gone = (1...25).map { NewTask.due("gone", at: WallTime(microseconds: $0)) }
        for task in gone { try store.insert(task) }
        try store.insert(.due("known"))
        var (parked, names): ([TaskID], [String]) = ([], [])
        while names.isEmpty {
            let claim = try store.claim(limit: 1) { $0 == "known" }
            parked += claim.parked
            names += claim.tasks.map(\.name)
            try #require(!claim.parked.isEmpty || !claim.tasks.isEmpty || claim.mayHaveMore)
        }
        #expect(names == ["known"])
        #expect(Set(parked) == Set(gone.map(\.id)))
        let row = try #require(try store.store.task(gone[0].id))
        #expect(row.state == .parked && row.failure?.kind == .unknownName)
        #expect(row.failure?.message?.contains("'gone'") == true)
    }

    @Test("A claimant may know a task by another name than it was stored with", arguments: StoreUnderTest.all)
    func renamed(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try store.insert(.due("old"))
        let claimant = Claimant(slot: "slot", limit: 1, function: { $0 == "old" ? "new" : nil })
        let claim = try store.store.recordAndClaim([], for: claimant, rotation: QueueRotation(), now: TestStore.now)
        #expect(claim.claim.tasks.count == 1 && claim.claim.parked.isEmpty)
    }

    @Test("Outcomes are recorded and tasks claimed in one transaction", arguments: StoreUnderTest.all)
    func together(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let first = try store.start(.due(attempts: 2, delay: .constant(0)))
        let second = NewTask.due()
        try store.insert(second)
        let claimant = Claimant(slot: "slot", limit: 10, knows: { _ in true })
        let outcome = first.ended(.failed(Failure(.threw)), at: TestStore.now)
        let (recorded, claim) = try store.store.recordAndClaim(
            [outcome], for: claimant, rotation: QueueRotation(), now: TestStore.now + 5_000)
        #expect(recorded.isCounted == [true])
        #expect(Set(claim.tasks.map(\.id)) == [first.id, second.id])
    }

    @Test("As many runs of a function go side by side as it allows, over all workers", arguments: StoreUnderTest.all)
    func sideBySide(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let runs = (1...5).map { NewTask.run(of: WallTime(microseconds: $0), concurrency: 3) }
        for run in runs { try store.insert(run) }
        #expect(try store.claim(slot: "a", limit: 2).tasks.map(\.id) == runs[0..<2].map(\.id))
        let third = try store.other().claim(slot: "b", limit: 2).tasks
        #expect(third.map(\.id) == [runs[2].id])
        #expect(try store.claim(slot: "c", limit: 2).tasks.isEmpty)
        try store.record(third[0], .interrupted, slot: "b")
        #expect(try store.claim(slot: "c", limit: 2).tasks.map(\.id) == [runs[2].id])
    }

    @Test("Runs without room keep no other task from being claimed", arguments: StoreUnderTest.all)
    func othersGoOn(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        for instant in Int64(1)...300 { try store.insert(.run(of: WallTime(microseconds: instant))) }
        #expect(try store.claim(slot: "a").tasks.count == 1)
        let other = NewTask.due()
        try store.insert(other)
        #expect(try store.claim(slot: "b", limit: 1).tasks.map(\.id) == [other.id])
    }

    @Test(
        "However a run has ended, the next one has its turn", arguments: StoreUnderTest.all,
        OutcomeCase.all.filter { $0.state != .waiting })
    func nextRun(kind: StoreUnderTest, entry: OutcomeCase) throws {
        let store = try TestStore(kind)
        let second = NewTask.run(of: 2)
        let first = try store.start(.run(of: 1), slot: "a")
        try store.insert(second)
        #expect(try store.claim(slot: "b").tasks.isEmpty)
        try store.record(first, entry.result, slot: "a")
        #expect(try store.claim(slot: "b").tasks.map(\.id) == [second.id])
    }

    @Test(
        "A run that is cancelled or deleted before it starts leaves its turn to the next",
        arguments: StoreUnderTest.all,
        [true, false])
    func nextAfterSteering(kind: StoreUnderTest, deletes: Bool) throws {
        let store = try TestStore(kind)
        let runs = (1...3).map { NewTask.run(of: WallTime(microseconds: $0)) }
        for run in runs { try store.insert(run) }
        if deletes {
            #expect(try store.inspection().delete([runs[0].id]) == [.deleted])
        } else {
            #expect(try store.cancel(runs[0].id) == .cancelled)
        }
        #expect(try store.claim(slot: "a").tasks.map(\.id) == [runs[1].id])
        #expect(try store.claim(slot: "b").tasks.isEmpty)
    }
}
