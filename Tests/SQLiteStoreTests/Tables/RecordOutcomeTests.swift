import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Settling an attempt")
struct RecordOutcomeTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var result: AttemptResult
        var state: TaskState
        var attemptsUsed: Int64
        /// How many attempts the task has at all.
        var attempts: Int64 = 1

        var testDescription: String { "\(result), \(attempts) attempt(s)" }
    }

    static let table = [
        Case(result: .succeeded(nil), state: .succeeded, attemptsUsed: 1),
        Case(result: .succeeded(Array("[1]".utf8)), state: .succeeded, attemptsUsed: 1),
        Case(result: .succeeded([]), state: .succeeded, attemptsUsed: 1),
        Case(result: .failed(Failure(.threw, message: "no")), state: .failed, attemptsUsed: 1),
        Case(result: .failed(Failure(.crashed, signal: 11)), state: .waiting, attemptsUsed: 1, attempts: 2),
        Case(result: .cancelled, state: .cancelled, attemptsUsed: 1),
        Case(result: .cancelled, state: .cancelled, attemptsUsed: 1, attempts: 2),
        Case(result: .interrupted, state: .waiting, attemptsUsed: 0),
        Case(result: .unattributed(Failure(.crashed)), state: .waiting, attemptsUsed: 0),
        Case(result: .requeued, state: .waiting, attemptsUsed: 0),
        Case(result: .parked(Failure(.undecodableArguments, message: "x")), state: .parked, attemptsUsed: 0),
    ]

    @Test("Each end makes of the task what it should", arguments: table)
    func ends(_ entry: Case) throws {
        let task = try fixture.start(.due(attempts: entry.attempts))
        #expect(try fixture.settle(task, entry.result))
        let reading = try #require(try fixture.row(task.id))
        #expect(reading.state == entry.state)
        #expect(reading.attemptsUsed == entry.attemptsUsed)
        switch entry.result {
        case .succeeded(let result): #expect(reading.outcome == result)
        case .parked(let failure): #expect(reading.failure == failure)
        case .failed(let failure) where entry.state == .failed: #expect(reading.failure == failure)
        default: #expect(reading.outcome == nil)
        }
    }

    @Test("A wrong attempt, a wrong slot and a second time change nothing", arguments: table)
    func fences(_ entry: Case) throws {
        let task = try fixture.start(.due(attempts: entry.attempts))
        var late = task.ended(entry.result)
        late.attempt.claimNumber -= 1
        var early = task.ended(entry.result)
        early.attempt.claimNumber += 1
        let running = try fixture.dump()
        #expect(try !fixture.settle(late))
        #expect(try !fixture.settle(early))
        #expect(try !fixture.settle(task, entry.result, slot: "other"))
        #expect(try fixture.dump() == running)
        #expect(try fixture.settle(task, entry.result))
        let settled = try fixture.dump()
        for again in Self.table { #expect(try !fixture.settle(task, again.result)) }
        #expect(try fixture.dump() == settled)
    }

    @Test("An outcome of an earlier attempt says nothing of the one that runs, in the same slot too", arguments: table)
    func earlierAttempt(_ entry: Case) throws {
        let first = try fixture.start(.due())
        try fixture.settle(first, .requeued)
        let second = try #require(try fixture.claim().tasks.first)
        #expect(try !fixture.settle(first, entry.result))
        #expect(try fixture.state(first.id) == .running)
        #expect(try fixture.settle(second, .succeeded(nil)))
    }

    @Test("A row that is gone is no error")
    func goneRow() throws {
        for entry in Self.table {
            let outcome = AttemptOutcome(
                attempt: AttemptID(row: 99, claimNumber: 1), started: nil, ended: Fixture.now, result: entry.result)
            #expect(try !fixture.settle(outcome))
        }
    }

    @Test("The settlement names task, state and next instant")
    func transition() throws {
        let task = try fixture.start(.due("work", attempts: 2, delay: .constant(500)))
        try fixture.settle(task, .failed(Failure(.threw)))
        let read = try fixture.store.read { connection throws(StoreError) in
            [try connection.transition(ofRow: task.row), try connection.transition(ofRow: task.row + 1)]
        }
        let expected = TaskTransition(
            row: task.row, id: task.id, name: "work", state: .waiting, runAt: Fixture.now + 1_000 + 500, attemptsUsed: 1
        )
        #expect(read == [expected, nil])
    }

    @Test("A progress report reaches the running task alone")
    func progress() throws {
        let task = try fixture.start(.due())
        let report = { [fixture] in
            try fixture.store.write { connection throws(StoreError) in
                try connection.report(progress: 0.5, "half", of: task.id)
            }
        }
        try report()
        #expect(
            try fixture.number("SELECT count(*) FROM autocron_tasks WHERE progress = 0.5 AND progress_message = 'half'")
                == 1)
        try fixture.settle(task, .succeeded(nil))
        try fixture.run("UPDATE autocron_tasks SET progress = 1")
        try report()
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks WHERE progress = 1") == 1)
    }
}
