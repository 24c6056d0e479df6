import Platform
import TaskModel
import TestSupport
import Testing

@Suite("Recovering what a dead worker had")
struct RecoveryTests {
    /// Four tasks in one slot: one that returned, one that threw, one that was executing, one only reserved.
    private func work(in store: TestStore) throws -> (tasks: [ClaimedTask], work: DeadWorkerWork) {
        for name in ["returned", "threw", "executing", "reserved"] {
            try store.insert(.due(name, attempts: 2, delay: .constant(50)))
        }
        let tasks = try store.claim().tasks
        try #require(tasks.map(\.name) == ["returned", "threw", "executing", "reserved"])
        let work = DeadWorkerWork(
            slot: "slot", outcomes: [tasks[0].ended(.succeeded(nil)), tasks[1].ended(.failed(Failure(.threw)))],
            executing: tasks[2].ended(.failed(Failure(.crashed, signal: 11))))
        return (tasks, work)
    }

    @Test(
        "Outcomes are stored, the executing attempt is charged, the rest goes back uncharged",
        arguments: StoreUnderTest.all)
    func everything(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let (tasks, work) = try work(in: store)
        let transitions = try store.recover(work)
        #expect(transitions.map(\.name) == ["executing", "returned", "threw", "reserved"])
        #expect(transitions.map(\.state) == [.waiting, .succeeded, .waiting, .waiting])
        #expect(try tasks.map { try store.state($0.id) } == [.succeeded, .waiting, .waiting, .waiting])
        #expect(try store.store.occupiedSlots() == [])
        let again = try store.claimAll(now: TestStore.now + 100_000)
        #expect(again.map(\.name).sorted() == ["executing", "reserved", "threw"])
        #expect(again.first { $0.name == "executing" }?.charged == 1)
        #expect(again.first { $0.name == "reserved" }?.charged == 0)
    }

    @Test("Doing it twice is doing it once, also when others have claimed in between", arguments: StoreUnderTest.all)
    func twice(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let (tasks, work) = try work(in: store)
        let rows = { try tasks.map { try store.store.task($0.id) } }
        _ = try store.recover(work)
        let once = try rows()
        #expect(try store.other().recover(work).isEmpty)
        #expect(try rows() == once)
        #expect(try store.claim(slot: "another", now: TestStore.now + 100_000).tasks.count == 3)
        let running = try rows()
        #expect(try store.recover(work).isEmpty)
        #expect(try rows() == running)
    }

    @Test("Other workers' tasks are left alone", arguments: StoreUnderTest.all)
    func otherSlots(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let other = try store.start(.due(), slot: "other")
        _ = try store.recover(try work(in: store).work)
        #expect(try store.state(other.id) == .running)
        #expect(try store.store.occupiedSlots() == ["other"])
    }

    @Test("The outcome of an attempt is worth more than the verdict on it", arguments: StoreUnderTest.all)
    func outcomeKnown(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = try store.start(.due())
        let work = DeadWorkerWork(
            slot: "slot", outcomes: [task.ended(.succeeded(nil))], executing: task.ended(.failed(Failure(.crashed))))
        #expect(try store.recover(work).map(\.state) == [.succeeded])
        #expect(try store.state(task.id) == .succeeded)
    }

    @Test("The verdict on an earlier claim does not charge the present one", arguments: StoreUnderTest.all)
    func earlierClaim(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = try store.start(.due(attempts: 5, delay: .constant(0)))
        try store.record(task, .failed(Failure(.threw)))
        let again = try #require(try store.claim(now: TestStore.now + 5_000).tasks.first)
        let work = DeadWorkerWork(slot: "slot", outcomes: [], executing: task.ended(.failed(Failure(.crashed))))
        #expect(try store.recover(work).map(\.state) == [.waiting])
        #expect(try store.store.task(again.id)?.charged == 1)
    }

    @Test("A task that is being cancelled is cancelled", arguments: StoreUnderTest.all)
    func cancelled(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = try store.start(.due(attempts: 3))
        #expect(try store.cancel(task.id) == .requested)
        let work = DeadWorkerWork(slot: "slot", outcomes: [], executing: task.ended(.failed(Failure(.crashed))))
        #expect(try store.recover(work).map(\.state) == [.cancelled])
    }

    @Test("Rows that are gone, or were never there, do no harm", arguments: StoreUnderTest.all)
    func goneRows(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let ghost = AttemptOutcome(
            attempt: AttemptID(row: 77, claimNumber: 1), started: nil, ended: 1, result: .succeeded(nil))
        #expect(try store.recover(DeadWorkerWork(slot: "slot", outcomes: [ghost], executing: ghost)).isEmpty)
        #expect(try store.recover(DeadWorkerWork(slot: "slot", outcomes: [], executing: nil)).isEmpty)
    }

    @Test("Tasks of lost slots are requeued as interrupted, once", arguments: StoreUnderTest.all)
    func lostSlots(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let other = try store.start(.due(), slot: "other")
        let (tasks, work) = try work(in: store)
        let requeue = {
            try store.store.requeueTasks(ofLostSlots: ["slot", "unused"], now: TestStore.now, wait: .standard)
        }
        #expect(try requeue() == 4)
        #expect(try requeue() == 0)
        #expect(try tasks.allSatisfy { try store.state($0.id) == .waiting })
        #expect(try tasks.allSatisfy { try store.store.task($0.id)?.charged == 0 })
        #expect(try store.state(other.id) == .running)
        #expect(try store.recover(work).isEmpty)
    }

    @Test("A task of lost slots again and again is parked", arguments: StoreUnderTest.all)
    func lostAgainAndAgain(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = NewTask.due()
        try store.insert(task)
        for _ in 0..<TaskLimits.interruptions {
            try #require(try store.claim().tasks.count == 1)
            _ = try store.store.requeueTasks(ofLostSlots: ["slot"], now: TestStore.now, wait: .standard)
        }
        #expect(try store.state(task.id) == .parked)
    }
}

@Suite("Parked tasks")
struct ParkedTests {
    private func park(_ names: String..., because kind: Failure.Kind = .unknownName, in store: TestStore) throws {
        for name in names { try store.record(try store.start(.due(name)), .parked(Failure(kind))) }
    }

    /// Moves along all parked tasks as a host does.
    ///
    /// - Returns: The number that came back in each transaction.
    private func unpark(
        in store: TestStore, includesUndecodable: Bool = true, knows: (String) -> Bool
    ) throws -> [Int] {
        var counts: [Int] = []
        var cursor = ParkedTaskCursor(includesUndecodable: includesUndecodable)
        while !cursor.isOver {
            let rows = cursor.move(past: try store.store.parkedTasks(after: cursor), where: knows)
            counts.append(try store.store.unpark(rows: rows))
        }
        return counts
    }

    @Test("Those whose function is known come back, and run", arguments: StoreUnderTest.all)
    func known(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try park("a", "b", "c", "b", "a", in: store)
        #expect(try unpark(in: store) { $0 != "b" }.reduce(0, +) == 3)
        let tasks = try store.claimAll()
        #expect(tasks.map(\.name).sorted() == ["a", "a", "c"])
        #expect(try tasks.allSatisfy { try store.store.task($0.id)?.outcome == nil })
        #expect(try unpark(in: store) { _ in true }.reduce(0, +) == 2)
    }

    @Test(
        "Many come back page by page, and many of an unknown name are passed over at once",
        arguments: StoreUnderTest.all)
    func pages(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tasks = (0..<1_200).map { NewTask.due($0 < 1_100 ? "many" : "gone") }
        _ = try store.store.insert(tasks.map { task in PendingInsert(task: task) { _ in } })
        while case let claim = try store.claim(knows: { _ in false }), !claim.parked.isEmpty || claim.mayHaveMore {}
        let counts = try unpark(in: store) { $0 == "many" }
        #expect(counts.reduce(0, +) == 1_100)
        #expect(counts.max() == ParkedTaskCursor.page)
        #expect(counts.count <= 5)
    }

    @Test("Those whose arguments could not be decoded come back to another build alone", arguments: StoreUnderTest.all)
    func undecodable(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try park("a", because: .undecodableArguments, in: store)
        try park("a", because: .interruptedTooOften, in: store)
        #expect(try unpark(in: store, includesUndecodable: false) { _ in true }.reduce(0, +) == 1)
        #expect(try unpark(in: store, includesUndecodable: true) { _ in true }.reduce(0, +) == 1)
    }

    @Test("One that was cancelled meanwhile stays so", arguments: StoreUnderTest.all)
    func cancelledMeanwhile(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try park("a", "a", in: store)
        var cursor = ParkedTaskCursor(includesUndecodable: true)
        let rows = cursor.move(past: try store.store.parkedTasks(after: cursor)) { _ in true }
        try #require(rows.count == 2)
        #expect(try store.store.unpark(rows: [rows[0]]) == 1)
        let task = try #require(try store.claim().tasks.first)
        #expect(try store.store.unpark(rows: rows) == 1)
        #expect(try store.state(task.id) == .running)
    }
}

@Suite("Workers that all wait for tasks")
struct StandstillTests {
    private func standstill(_ workers: AwaitingAttempt..., in store: TestStore) throws -> Standstill? {
        try store.store.standstill(of: workers)
    }

    @Test("One that waits for a task which waits for a worker", arguments: StoreUnderTest.all)
    func one(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let outer = try store.start(.due("outer"))
        let inner = NewTask.due("inner")
        try store.insert(inner)
        let worker = AwaitingAttempt(slot: "slot", attempt: outer.attempt, awaited: inner.id)
        let found = try #require(try standstill(worker, in: store))
        #expect(found.waits == [.init(name: "outer", id: outer.id, awaitedName: "inner", awaitedID: inner.id)])
        _ = try store.cancel(inner.id)
        #expect(try standstill(worker, in: store) == nil)
    }

    @Test(
        "Two that wait for each other's tasks; one of them that does not wait is enough", arguments: StoreUnderTest.all)
    func chain(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let first = try store.start(.due("first"), slot: "1")
        let second = try store.start(.due("second"), slot: "2")
        let third = NewTask.due("third")
        try store.insert(third)
        let workers = (
            AwaitingAttempt(slot: "1", attempt: first.attempt, awaited: second.id),
            AwaitingAttempt(slot: "2", attempt: second.attempt, awaited: third.id)
        )
        let found = try #require(try standstill(workers.0, workers.1, in: store))
        #expect(found.waits.map(\.awaitedName) == ["second", "third"])
        #expect(try standstill(workers.0, in: store) == nil)
        #expect(try standstill(in: store) == nil)
    }

    @Test("A wait of an attempt that has ended, or for a task that is gone, is none", arguments: StoreUnderTest.all)
    func ended(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let outer = try store.start(.due("outer"))
        let gone = AwaitingAttempt(slot: "slot", attempt: outer.attempt, awaited: .make())
        #expect(try standstill(gone, in: store) == nil)
        let inner = NewTask.due("inner")
        try store.insert(inner)
        try store.record(outer, .succeeded(nil))
        let over = AwaitingAttempt(slot: "slot", attempt: outer.attempt, awaited: inner.id)
        #expect(try standstill(over, in: store) == nil)
    }
}
