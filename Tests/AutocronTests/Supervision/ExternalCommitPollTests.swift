import InspectionModel
import SQLiteStore
import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Commits of others that nobody has told of")
struct ExternalCommitPollTests {
    private let minute: MonotonicTime = 0 + .seconds(60)

    @Test("They are noticed a minute later, once")
    func news() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path + "/app.db")
        let other = try SQLiteStore(path: folder.path + "/app.db")
        defer {
            store.close()
            other.close()
        }
        var look = ExternalCommitPoll(now: 0, interval: .seconds(60))
        #expect(try !look.poll(into: store, now: minute - 1).hasChanged)
        // It does not know yet where it begins.
        #expect(try look.poll(into: store, now: minute).hasChanged)
        #expect(try !look.poll(into: store, now: 2 * minute).hasChanged)
        _ = try other.write { connection throws(StoreError) in try connection.insert(.made()) }
        #expect(try !look.poll(into: store, now: 3 * minute - 1).hasChanged)
        #expect(look.next == 3 * minute)
        #expect(
            try look.poll(into: store, now: 3 * minute)
                == ExternalCommitPoll.Finding(hasLooked: true, hasChanged: true, isWALLong: false))
        #expect(try !look.poll(into: store, now: 4 * minute).hasChanged)
    }
}
