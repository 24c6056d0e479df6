import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Rescuing what a dead worker had")
struct RecoveryTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func rescue(_ wreck: DeadWorkerWork) throws -> [TaskTransition] {
        try fixture.store.write { connection throws(StoreError) in try connection.recover(wreck, now: Fixture.now + 9) }
    }

    /// Four tasks in one slot: one that returned, one that threw, one that was executing, one only reserved.
    private func wreck() throws -> (tasks: [ClaimedTask], wreck: DeadWorkerWork) {
        for name in ["returned", "threw", "executing", "reserved"] {
            try fixture.insert(.due(name, attempts: 2, delay: .constant(50)))
        }
        let tasks = try fixture.claim().tasks
        let wreck = DeadWorkerWork(
            slot: "slot", outcomes: [tasks[0].ended(.succeeded(nil)), tasks[1].ended(.failed(Failure(.threw)))],
            executing: tasks[2].ended(.failed(Failure(.crashed, signal: 11)))
        )
        return (tasks, wreck)
    }

    @Test("Each task gets its own: outcomes are stored, the executing one is charged, the rest goes back uncharged")
    func everything() throws {
        let (tasks, wreck) = try wreck()
        let transitions = try rescue(wreck)
        #expect(transitions.map(\.name) == ["executing", "returned", "threw", "reserved"])
        #expect(transitions.map(\.state) == [.waiting, .succeeded, .waiting, .waiting])
        #expect(try tasks.map { try fixture.row($0.id)?.attemptsUsed } == [1, 1, 1, 0])
        #expect(try fixture.store.read { connection throws(StoreError) in try connection.occupiedSlots() }.isEmpty)
    }

    @Test("Doing it twice is doing it once, also when others have claimed in between")
    func twice() throws {
        let (_, wreck) = try wreck()
        _ = try rescue(wreck)
        let once = try fixture.dump()
        #expect(try rescue(wreck).isEmpty)
        #expect(try fixture.dump() == once)
        let claimed = try fixture.claim(slot: "another", now: Fixture.now + 100_000).tasks
        #expect(claimed.count == 3)
        let running = try fixture.dump()
        #expect(try rescue(wreck).isEmpty)
        #expect(try fixture.dump() == running)
    }

    @Test("Other workers' tasks are left alone")
    func otherSlots() throws {
        let other = try fixture.start(.due(), slot: "other")
        let (_, wreck) = try wreck()
        _ = try rescue(wreck)
        #expect(try fixture.state(other.id) == .running)
    }

    @Test("A record that names an attempt whose outcome is known changes nothing about it")
    func recordOfEndedAttempt() throws {
        let task = try fixture.start(.due())
        let wreck = DeadWorkerWork(
            slot: "slot", outcomes: [task.ended(.succeeded(nil))], executing: task.ended(.failed(Failure(.crashed)))
        )
        #expect(try rescue(wreck).map(\.state) == [.succeeded])
    }

    @Test("A record that names an attempt which was settled before the death changes nothing")
    func recordOfStoredAttempt() throws {
        let task = try fixture.start(.due(attempts: 5, delay: .constant(0)))
        try fixture.settle(task, .failed(Failure(.threw)))
        let again = try #require(try fixture.claim(now: Fixture.now + 5_000).tasks.first)
        let wreck = DeadWorkerWork(slot: "slot", outcomes: [], executing: task.ended(.failed(Failure(.crashed))))
        #expect(try rescue(wreck).map(\.state) == [.waiting])
        #expect(try fixture.row(again.id)?.attemptsUsed == 1)
    }

    @Test("A wreck that names rows which are gone, or were never there, is harmless")
    func goneRows() throws {
        let ghost = AttemptOutcome(
            attempt: AttemptID(row: 77, claimNumber: 1), started: nil, ended: 1, result: .succeeded(nil))
        #expect(try rescue(DeadWorkerWork(slot: "slot", outcomes: [ghost], executing: ghost)).isEmpty)
    }

    @Test("Tasks of a slot whose file is lost go back as interrupted, once")
    func lostSlot() throws {
        let (_, wreck) = try wreck()
        let give = { [fixture] in
            try fixture.store.write { connection throws(StoreError) in
                try connection.requeueTasks(ofLostSlot: "slot", now: Fixture.now)
            }
        }
        #expect(try give() == 4)
        #expect(try give() == 0)
        #expect(
            try fixture.number(
                "SELECT count(*) FROM autocron_tasks WHERE state = 0 AND interruptions = 1 AND attempts_used = 0") == 4)
        #expect(try rescue(wreck).isEmpty)
    }
}
