import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Attempts that end together with everything else")
struct UnattributedTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    /// Settles one attempt after the other.
    ///
    /// - Returns: the task as it is then.
    private func settle(_ ends: [AttemptResult], attempts: Int64 = 1) throws -> TaskRow {
        var task = try fixture.start(.due(attempts: attempts, delay: .constant(0)))
        for (index, end) in ends.enumerated() {
            if index > 0 { task = try #require(try fixture.claim(now: Fixture.now + 5_000).tasks.first) }
            #expect(try fixture.settle(task, end))
        }
        return try #require(try fixture.row(task.id))
    }

    private static let unattributed = AttemptResult.unattributed(Failure(.crashed))

    @Test("Two in a row count as interrupted, and the third as a failed attempt that says so", arguments: [1, 2, 3])
    func inARow(count: Int) throws {
        let task = try settle(Array(repeating: Self.unattributed, count: count))
        #expect(task.state == (count < 3 ? .waiting : .failed))
        #expect(task.attemptsUsed == (count < 3 ? 0 : 1))
        #expect(try fixture.number("SELECT interruptions FROM autocron_tasks") == (count < 3 ? Int64(count) : 2))
        if count == 3 {
            #expect(task.failure?.kind == .crashed)
            #expect(task.failure?.message == "worker and application ended together 3 times in a row while it ran")
        }
    }

    @Test("A task with attempts left waits for the next one, and three more such ends count as one")
    func withRetries() throws {
        let first = try settle(Array(repeating: Self.unattributed, count: 5), attempts: 2)
        #expect(first.state == .waiting && first.attemptsUsed == 1)
        let second = try settle(Array(repeating: Self.unattributed, count: 6), attempts: 2)
        #expect(second.state == .failed && second.attemptsUsed == 2)
    }

    @Test(
        "Any other end of an attempt that ran begins the count anew, and one that never began leaves it",
        arguments: [(.interrupted, 0), (.failed(Failure(.threw)), 0), (.requeued, 2)] as [(AttemptResult, Int64)])
    func broken(by end: AttemptResult, left: Int64) throws {
        let task = try settle([Self.unattributed, Self.unattributed, end], attempts: 5)
        #expect(task.state == .waiting)
        #expect(try fixture.number("SELECT unattributed FROM autocron_tasks") == left)
    }

    @Test("Interruptions of both kinds together park a task that gets nowhere")
    func parked() throws {
        let ends: [AttemptResult] = [Self.unattributed, Self.unattributed, .interrupted]
        let many = Array(repeating: ends, count: 7).flatMap(\.self).prefix(Int(TaskLimits.interruptions))
        #expect(try settle(Array(many.dropLast())).state == .waiting)
        try fixture.run("DELETE FROM autocron_tasks")
        #expect(try settle(Array(many)).failure?.kind == .interruptedTooOften)
    }

    @Test("A task that is being cancelled is cancelled by such an end")
    func cancelled() throws {
        let task = try fixture.start(.due())
        _ = try fixture.cancel(task.id)
        #expect(try fixture.settle(task, Self.unattributed))
        #expect(try fixture.state(task.id) == .cancelled)
    }
}
