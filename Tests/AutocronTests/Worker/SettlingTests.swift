import Foundation
import TaskStore
import TestSupport
import Testing

@testable import Autocron

@Suite("What storing outcomes brings into the queue")
struct SettlingTests {
    let folder: TemporaryFolder
    let store: TaskStore

    init() throws {
        folder = try TemporaryFolder()
        store = try TaskStore(path: folder.file("app.db"))
    }

    private func settle(_ end: Outcome.End, attempts: Int64 = 1, delay: RetryDelay = .constant(0)) throws -> Settling {
        var task = NewTask.made()
        task.attempts = attempts
        task.retryDelay = delay
        return try store.write { connection throws(StoreError) in
            _ = try connection.insert(task)
            let claimed = try connection.claim(Claimant(slot: "slot", limit: 1) { _ in true }, now: 1).tasks[0]
            let outcome = Outcome(row: claimed.row, attempt: claimed.attempt, started: 1, ended: 10, end: end)
            let settling = try Settling.store([outcome], slot: "slot", on: connection)
            // The same once more comes too late.
            #expect(try Settling.store([outcome], slot: "slot", on: connection) == Settling(counts: [false]))
            return settling
        }
    }

    @Test(
        "Ends bring nothing",
        arguments: [
            .succeeded(nil), .cancelled, .parked(Failure(.unknownName)),
        ] as [Outcome.End])
    func ends(_ end: Outcome.End) throws {
        #expect(try settle(end) == Settling(counts: [true]))
    }

    @Test("A failure is told, with what it meant for its task")
    func failure() throws {
        let settling = try settle(.failed(Failure(.threw, message: "no")))
        #expect(settling.due == 0 && settling.earliest == .distantFuture)
        #expect(settling.failures.map(\.settlement.state) == [.failed])
        let text = try #require(settling.failures.first?.message?.text)
        #expect(text.contains("threw no") && text.contains("no attempt is left"))
    }

    @Test("What was given back is due at once", arguments: [.unstarted, .interrupted] as [Outcome.End])
    func givenBack(_ end: Outcome.End) throws {
        #expect(try settle(end) == Settling(due: 1, counts: [true]))
    }

    @Test(
        "A task that was cancelled before it could start has ended, and is not due",
        arguments: [.unstarted, .interrupted] as [Outcome.End])
    func cancelledBeforeItsStart(_ end: Outcome.End) throws {
        let settling = try store.write { connection throws(StoreError) in
            for task in [NewTask.made(), .made()] { _ = try connection.insert(task) }
            let claimed = try connection.claim(Claimant(slot: "slot", limit: 2) { _ in true }, turns: .anywhere, now: 1)
                .tasks
            #expect(try connection.cancel(claimed[1].id, now: 2) == .requested)
            let outcomes = claimed.map { task in
                Outcome(row: task.row, attempt: task.attempt, started: nil, ended: 10, end: end)
            }
            return try Settling.store(outcomes, slot: "slot", on: connection)
        }
        #expect(settling == Settling(due: 1, counts: [true, true], cancelled: [1]))
    }

    @Test(
        "A retry is due at once, or at its instant",
        arguments: [
            (RetryDelay.constant(0), Settling(due: 1, counts: [true])),
            (.constant(5), Settling(earliest: 15, counts: [true])),
        ])
    func retry(_ delay: RetryDelay, _ expected: Settling) throws {
        var settling = try settle(.failed(Failure(.threw)), attempts: 2, delay: delay)
        #expect(settling.failures.map(\.message?.level) == [.info])
        settling.failures = []
        #expect(settling == expected)
    }

    @Test("Lists are cut into pieces", arguments: [(0, []), (1, [1]), (3, [3]), (4, [3, 1]), (7, [3, 3, 1])])
    func chunks(count: Int, sizes: [Int]) {
        #expect(Array(0..<count).chunked(3).map(\.count) == sizes)
        #expect(Array(0..<count).chunked(3).flatMap(\.self) == Array(0..<count))
    }
}
