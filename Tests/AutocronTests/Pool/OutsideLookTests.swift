import TaskStore
import TestSupport
import Testing

@testable import Autocron

@Suite("Commits of others that nobody has told of")
struct OutsideLookTests {
    private let minute: MonotonicTime = 0 + OutsideLook.interval

    @Test("They are noticed a minute later, once")
    func news() throws {
        let folder = try TemporaryFolder()
        let store = try TaskStore(path: folder.path + "/app.db")
        let other = try TaskStore(path: folder.path + "/app.db")
        defer {
            store.close()
            other.close()
        }
        var look = OutsideLook(now: 0)
        #expect(try !look.look(into: store, now: minute - 1).isNews)
        // It does not know yet where it begins.
        #expect(try look.look(into: store, now: minute).isNews)
        #expect(try !look.look(into: store, now: 2 * minute).isNews)
        _ = try other.write { connection throws(StoreError) in try connection.insert(.made()) }
        #expect(try !look.look(into: store, now: 3 * minute - 1).isNews)
        #expect(look.next == 3 * minute)
        #expect(try look.look(into: store, now: 3 * minute) == OutsideLook.Finding(isNews: true, isLogLong: false))
        #expect(try !look.look(into: store, now: 4 * minute).isNews)
    }
}
