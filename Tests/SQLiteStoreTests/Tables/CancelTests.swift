import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Cancelling")
struct CancelTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("A waiting task never runs")
    func waiting() throws {
        let task = NewTask.due()
        try fixture.insert(task)
        #expect(try fixture.cancel(task.id) == .cancelled)
        #expect(try fixture.state(task.id) == .cancelled)
        #expect(try fixture.claim().tasks.isEmpty)
        #expect(try fixture.cancel(task.id) == .tooLate)
    }

    @Test("A parked task never runs, and forgets why it was parked")
    func parked() throws {
        let task = try fixture.start(.due())
        try fixture.settle(task, .parked(Failure(.undecodableArguments)))
        #expect(try fixture.cancel(task.id) == .cancelled)
        #expect(try fixture.row(task.id)?.outcome == nil)
    }

    @Test("A running task goes on until its worker stops it, and is listed for that")
    func running() throws {
        let task = try fixture.start(.due())
        #expect(try fixture.cancel(task.id) == .requested)
        #expect(try fixture.cancel(task.id) == .requested)
        #expect(try fixture.state(task.id) == .running)
        let unwanted = try fixture.store.read { connection throws(StoreError) in try connection.unwantedAttempts() }
        #expect(unwanted == [UnwantedAttempt(attempt: task.attempt, slot: "slot")])
    }

    @Test(
        "A task that has ended stays as it ended",
        arguments: [
            .succeeded(Array("1".utf8)), .failed(Failure(.threw)), .cancelled,
        ] as [AttemptResult])
    func ended(_ end: AttemptResult) throws {
        let task = try fixture.start(.due())
        try fixture.settle(task, end)
        let before = try fixture.dump()
        #expect(try fixture.cancel(task.id) == .tooLate)
        #expect(try fixture.dump() == before)
    }

    @Test("An unknown task is said to be unknown")
    func unknown() throws {
        #expect(try fixture.cancel(Identifiers.next()) == .unknown)
    }

    @Test(
        "Once requested, it is honoured whatever becomes of the attempt",
        arguments: [
            .failed(Failure(.threw)), .failed(Failure(.crashed, signal: 9)), .interrupted, .requeued, .cancelled,
            .parked(Failure(.undecodableArguments)),
        ] as [AttemptResult], [1, 5] as [Int64])
    func honoured(_ end: AttemptResult, attempts: Int64) throws {
        let unique = UniqueKey(key: "key", scope: .untilFinished)
        let task = try fixture.start(.due(attempts: attempts, unique: unique))
        #expect(try fixture.cancel(task.id) == .requested)
        #expect(try fixture.settle(task, end))
        #expect(try fixture.state(task.id) == .cancelled)
        #expect(try fixture.insert(.due(unique: unique)) == .stored)
        let unwanted = try fixture.store.read { connection throws(StoreError) in try connection.unwantedAttempts() }
        #expect(unwanted.isEmpty)
    }

    @Test("A function that returned all the same has succeeded")
    func returnedAllTheSame() throws {
        let task = try fixture.start(.due())
        _ = try fixture.cancel(task.id)
        try fixture.settle(task, .succeeded(nil))
        #expect(try fixture.state(task.id) == .succeeded)
    }

    @Test("A rescue honours it too")
    func rescued() throws {
        let task = try fixture.start(.due(attempts: 3))
        _ = try fixture.cancel(task.id)
        let transitions = try fixture.store.write { connection throws(StoreError) in
            try connection.recover(DeadWorkerWork(slot: "slot", outcomes: [], executing: nil), now: Fixture.now)
        }
        #expect(transitions.map(\.state) == [.cancelled])
    }

    @Test("A task that is cancelled before it begins has had no attempt, though a worker had reserved it")
    func reserved() throws {
        let task = try fixture.start(.due())
        #expect(try fixture.cancel(task.id) == .requested)
        try fixture.settle(task, .requeued)
        #expect(try fixture.state(task.id) == .cancelled)
        #expect(try fixture.row(task.id)?.attemptsUsed == 0)
    }
}
