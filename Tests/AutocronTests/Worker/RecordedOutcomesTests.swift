import Foundation
import SQLiteStore
import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("What storing outcomes brings into the queue")
struct RecordedOutcomesTests {
    let folder: TemporaryFolder
    let store: SQLiteStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("app.db"))
    }

    private func settle(
        _ end: AttemptResult, attempts: Int64 = 1, delay: RetryDelay = .constant(0)
    ) throws -> RecordedOutcomes {
        var task = NewTask.made()
        task.maxAttempts = attempts
        task.retryDelay = delay
        return try store.write { connection throws(StoreError) in
            _ = try connection.insert(task)
            let claimed = try connection.claim(Claimant(slot: "slot", limit: 1) { _ in true }, now: 1).tasks[0]
            let outcome = AttemptOutcome(attempt: claimed.attempt, started: 1, ended: 10, result: end)
            let recorded = try connection.record([outcome], slot: "slot")
            // The same once more comes too late.
            #expect(
                try connection.record([outcome], slot: "slot")
                    == .made(isCounted: [false]))
            return recorded
        }
    }

    @Test(
        "Ends bring nothing",
        arguments: [
            .succeeded(nil), .cancelled, .parked(Failure(.unknownName)),
        ] as [AttemptResult])
    func ends(_ end: AttemptResult) throws {
        #expect(try settle(end) == RecordedOutcomes.made(isCounted: [true]))
    }

    @Test("A failure is told, with what it meant for its task")
    func failure() throws {
        let recorded = try settle(.failed(Failure(.threw, message: "no")))
        #expect(recorded.due == 0 && recorded.earliest == .distantFuture)
        #expect(recorded.failures.map(\.transition.state) == [.failed])
        let text = try #require(recorded.failures.first?.message?.text)
        #expect(text.contains("threw no") && text.contains("no attempt is left"))
    }

    @Test("What was given back is due at once", arguments: [.requeued, .interrupted] as [AttemptResult])
    func givenBack(_ end: AttemptResult) throws {
        #expect(try settle(end) == RecordedOutcomes.made(due: 1, isCounted: [true]))
    }

    @Test(
        "A task that was cancelled before it could start has ended, and is not due",
        arguments: [.requeued, .interrupted] as [AttemptResult])
    func cancelledBeforeItsStart(_ end: AttemptResult) throws {
        let recorded = try store.write { connection throws(StoreError) in
            for task in [NewTask.made(), .made()] { _ = try connection.insert(task) }
            let claimed = try connection.claim(
                Claimant(slot: "slot", limit: 2) { _ in true }, rotation: .anywhere, now: 1
            )
            .tasks
            #expect(try connection.cancel(claimed[1].id, now: 2) == .requested)
            let outcomes = claimed.map { task in
                AttemptOutcome(attempt: task.attempt, started: nil, ended: 10, result: end)
            }
            return try connection.record(outcomes, slot: "slot")
        }
        #expect(recorded == .made(due: 1, isCounted: [true, true], cancelled: [1]))
    }

    @Test(
        "A retry is due at once, or at its instant",
        arguments: [
            (RetryDelay.constant(0), RecordedOutcomes.made(due: 1, isCounted: [true])),
            (.constant(5), .made(earliest: 15, isCounted: [true])),
        ])
    func retry(_ delay: RetryDelay, _ expected: RecordedOutcomes) throws {
        var recorded = try settle(.failed(Failure(.threw)), attempts: 2, delay: delay)
        #expect(recorded.failures.map(\.message?.level) == [.info])
        recorded.failures = []
        #expect(recorded == expected)
    }

    @Test("Lists are cut into pieces", arguments: [(0, []), (1, [1]), (3, [3]), (4, [3, 1]), (7, [3, 3, 1])])
    func chunks(count: Int, sizes: [Int]) {
        #expect(Array(0..<count).chunked(3).map(\.count) == sizes)
        #expect(Array(0..<count).chunked(3).flatMap(\.self) == Array(0..<count))
    }
}

extension RecordedOutcomes {
    fileprivate static func made(
        due: Int64 = 0, earliest: WallTime = .distantFuture, isCounted: [Bool], cancelled: Set<Int> = []
    ) -> RecordedOutcomes {
        var recorded = RecordedOutcomes()
        (recorded.due, recorded.earliest, recorded.isCounted, recorded.cancelled) = (
            due, earliest, isCounted, cancelled
        )
        return recorded
    }
}
