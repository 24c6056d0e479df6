import Foundation
import TaskStore
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
            let claimed = try connection.claim(Claimant(slot: "slot", limit: 1) { _ in true }, turn: 0, now: 1).tasks[0]
            let outcome = Outcome(row: claimed.row, attempt: claimed.attempt, started: 1, ended: 10, end: end)
            let settling = try Settling.store([outcome], slot: "slot", on: connection)
            #expect(try Settling.store([outcome], slot: "slot", on: connection) == Settling())
            return settling
        }
    }

    @Test(
        "Ends bring nothing",
        arguments: [
            .succeeded(nil), .cancelled, .parked(Failure(.unknownName)), .failed(Failure(.threw)),
        ] as [Outcome.End])
    func ends(_ end: Outcome.End) throws {
        #expect(try settle(end) == Settling())
    }

    @Test("What was given back is due at once", arguments: [.unstarted, .interrupted] as [Outcome.End])
    func givenBack(_ end: Outcome.End) throws {
        #expect(try settle(end) == Settling(due: 1))
    }

    @Test(
        "A retry is due at once, or at its instant",
        arguments: [
            (RetryDelay.constant(0), Settling(due: 1)), (.constant(5), Settling(earliest: 15)),
        ])
    func retry(_ delay: RetryDelay, _ expected: Settling) throws {
        #expect(try settle(.failed(Failure(.threw)), attempts: 2, delay: delay) == expected)
    }

    @Test("Lists are cut into pieces", arguments: [(0, []), (1, [1]), (3, [3]), (4, [3, 1]), (7, [3, 3, 1])])
    func chunks(count: Int, sizes: [Int]) {
        #expect(Array(0..<count).chunked(3).map(\.count) == sizes)
        #expect(Array(0..<count).chunked(3).flatMap(\.self) == Array(0..<count))
    }
}
