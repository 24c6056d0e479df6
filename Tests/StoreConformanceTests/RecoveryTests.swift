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
        #expect(again.first { $0.name == "executing" }?.attemptsUsed == 1)
        #expect(again.first { $0.name == "reserved" }?.attemptsUsed == 0)
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
        #expect(try store.store.task(again.id)?.attemptsUsed == 1)
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
        #expect(try tasks.allSatisfy { try store.store.task($0.id)?.attemptsUsed == 0 })
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
