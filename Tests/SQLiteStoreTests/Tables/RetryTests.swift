import InspectionModel
import StoreAdministration
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("Trying again")
struct RetryTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test(
        "The waits follow the task's own rule until no attempt is left",
        arguments: [
            (RetryDelay.constant(100), [100, 100, 100]), (.custom([10, 20]), [10, 20, 20]), (.custom([]), [0, 0, 0]),
        ] as [(RetryDelay, [Int64])])
    func waits(_ delay: RetryDelay, _ waits: [Int64]) throws {
        var now = Fixture.now
        var task = try fixture.start(.due(attempts: 4, delay: delay))
        for wait in waits {
            try fixture.settle(task.ended(.failed(Failure(.threw, message: "again")), at: now))
            #expect(try fixture.number("SELECT run_at FROM autocron_tasks") == (now + wait).microseconds)
            now = now + wait
            task = try #require(try fixture.claim(now: now).tasks.first)
        }
        try fixture.settle(task, .failed(Failure(.threw, message: "last")))
        let reading = try #require(try fixture.row(task.id))
        #expect(reading.state == .failed)
        #expect(reading.attemptsUsed == 4)
        #expect(reading.failure?.message == "last")
        #expect(try fixture.number("SELECT count(*) FROM autocron_attempts") == 3)
    }

    @Test("Exponential waits are spread by up to a tenth")
    func exponential() throws {
        let task = try fixture.start(.due(attempts: 2))
        try fixture.settle(task.ended(.failed(Failure(.threw)), at: Fixture.now))
        let wait = try #require(try fixture.number("SELECT run_at FROM autocron_tasks")) - Fixture.now.microseconds
        #expect((1_000_000...1_100_000).contains(wait))
    }

    @Test("A wait beyond the end of time ends there")
    func endOfTime() throws {
        let task = try fixture.start(.due(attempts: 2, delay: .exponential(first: .max, longest: .max)))
        try fixture.settle(task, .failed(Failure(.threw)))
        #expect(try fixture.number("SELECT run_at FROM autocron_tasks") == .max)
    }

    @Test("An attempt that failed keeps its story; one that succeeds adds no row")
    func stories() throws {
        let task = try fixture.start(.due(attempts: 2, delay: .constant(0)))
        try fixture.settle(task, .failed(Failure(.crashed, exitCode: 3)))
        let second = try #require(try fixture.claim(now: Fixture.now + 5_000).tasks.first)
        #expect(second.attemptsUsed == 1)
        try fixture.settle(second, .succeeded(nil))
        let story = try fixture.store.read { connection throws(StoreError) in
            try connection.statement("SELECT claim_number, started, ended, outcome FROM autocron_attempts").rows {
                row in
                #expect(
                    [row.integer(0), row.integer(1), row.integer(2)] == [
                        1, Fixture.now.microseconds, Fixture.now.microseconds + 1_000,
                    ])
                return row.blob(3)
            }
        }
        #expect(story.map { Failure(json: $0) } == [Failure(.crashed, exitCode: 3)])
    }

    @Test("A task that is interrupted again and again is parked, not tried for ever")
    func interruptionLimit() throws {
        var task = try fixture.start(.due())
        for _ in 1..<TaskLimits.interruptions {
            try fixture.settle(task, .interrupted)
            task = try #require(try fixture.claim().tasks.first)
        }
        try fixture.settle(task, .interrupted)
        let reading = try #require(try fixture.row(task.id))
        #expect(reading.state == .parked)
        #expect(reading.failure?.kind == .interruptedTooOften)
        #expect(reading.attemptsUsed == 0)
    }

    @Test("A counted attempt, or being put back, starts the count of interruptions anew", arguments: [true, false])
    func interruptionsStartAnew(byFailure: Bool) throws {
        var task = try fixture.start(.due(attempts: 2, delay: .constant(0)))
        for _ in 1..<TaskLimits.interruptions {
            try fixture.settle(task, .interrupted)
            task = try #require(try fixture.claim().tasks.first)
        }
        if byFailure {
            try fixture.settle(task, .failed(Failure(.threw)))
        } else {
            try fixture.settle(task, .interrupted)
            _ = try fixture.store.write { connection throws(StoreError) in try connection.unpark { $0 == "work" } }
        }
        task = try #require(try fixture.claim(now: Fixture.now + 5_000).tasks.first)
        try fixture.settle(task, .interrupted)
        #expect(try fixture.state(task.id) == .waiting)
        #expect(try fixture.number("SELECT interruptions FROM autocron_tasks") == 1)
    }

    @Test("Being given back unstarted is no interruption")
    func unstarted() throws {
        var task = try fixture.start(.due())
        for _ in 0..<30 {
            try fixture.settle(task, .requeued)
            task = try #require(try fixture.claim().tasks.first)
        }
        #expect(try fixture.number("SELECT interruptions FROM autocron_tasks") == 0)
    }

    @Test("Of a task that is tried for ever the first and the last hundred attempts are kept")
    func manyAttempts() throws {
        let count = Connection.keptAttempts * 2 + 60
        var task = try fixture.start(.due(attempts: .max, delay: .constant(0)))
        for _ in 0..<count {
            try fixture.settle(task, .failed(Failure(.threw)))
            task = try #require(try fixture.claim(now: Fixture.now + 5_000).tasks.first)
        }
        let kept = try fixture.store.read { connection throws(StoreError) in
            try connection.details(task.id)?.earlier.map(\.claimNumber)
        }
        let first = Array(1...Connection.keptAttempts)
        #expect(kept == first + Array(count - Connection.keptAttempts + 1...count))
    }

    @Test(
        "What an attempt has reported of its progress is forgotten when the task waits for the next one",
        arguments: [.failed(Failure(.threw)), .interrupted, .requeued] as [AttemptResult])
    func progress(_ end: AttemptResult) throws {
        let task = try fixture.start(.due(attempts: 2))
        try fixture.store.write { connection throws(StoreError) in
            try connection.report(progress: 0.5, "half of it", of: task.id)
        }
        try fixture.settle(task, end)
        let line = try fixture.store.read { connection throws(StoreError) in try connection.summary(task.row) }
        #expect(line?.state == .waiting)
        #expect(line?.progress == nil)
        #expect(line?.progressMessage == nil)
    }
}
