import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("The database of a process")
struct SQLiteStoreTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("After its end it says that it is closed, to readers and writers, and may be closed again")
    func closed() throws {
        fixture.store.close()
        fixture.store.close()
        #expect { try fixture.insert(.due()) } throws: { ($0 as? StoreError)?.code == .closed }
        #expect { try fixture.row(Identifiers.next()) } throws: { ($0 as? StoreError)?.code == .closed }
        #expect { try fixture.store.dataVersion() } throws: { ($0 as? StoreError)?.code == .closed }
    }

    @Test("The version changes with every commit, of this process and of others, and only then")
    func dataVersion() throws {
        let other = try SQLiteStore(path: fixture.path)
        var versions = [try fixture.store.dataVersion()]
        #expect(try fixture.store.dataVersion() == versions[0])
        try fixture.insert(.due())
        versions.append(try fixture.store.dataVersion())
        _ = try other.write { connection throws(StoreError) in try connection.insert(.due()) }
        versions.append(try fixture.store.dataVersion())
        #expect(Set(versions).count == 3)
        #expect(try fixture.store.dataVersion() == versions[2])
    }

    @Test("A read sees one state, whatever is committed meanwhile")
    func snapshot() throws {
        let fixture = fixture
        let counts = try fixture.store.read { connection throws(StoreError) in
            let before = try connection.counts()
            _ = try fixture.store.write { connection throws(StoreError) in try connection.insert(.due()) }
            return [before, try connection.counts()]
        }
        #expect(counts == [[:], [:]])
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks") == 1)
    }

    @Test("Commits tell how long the log is")
    func walFrames() throws {
        try fixture.insert(.due())
        let first = fixture.store.walFrames
        try fixture.insert(.due())
        #expect(first > 0)
        #expect(fixture.store.walFrames > first)
    }

    @Test("Commits that wait for the disk, or not, are both read back", arguments: [true, false])
    func durability(syncsOnCommit: Bool) throws {
        let store = try SQLiteStore(path: fixture.path, access: SQLiteStore.Access(syncsOnCommit: syncsOnCommit))
        let level = try store.write { connection throws(StoreError) in
            _ = try connection.insert(.due())
            return try connection.statement("PRAGMA synchronous").first { $0.integer(0) }
        }
        #expect(level == (syncsOnCommit ? 2 : 1))
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks") == 1)
    }

    @Test("Who only looks finds the tables of an application, and does not copy its log at the end")
    func onlyLooking() throws {
        try fixture.insert(.due())
        fixture.store.close()
        let writer = try SQLiteStore(path: fixture.path, access: SQLiteStore.Access(checkpointsAtClose: false))
        let task = NewTask.due()
        _ = try writer.write { connection throws(StoreError) in try connection.insert(task) }
        writer.close()
        let looker = try SQLiteStore(
            path: fixture.path, access: SQLiteStore.Access(creates: false, checkpointsAtClose: false))
        #expect(try looker.read { connection throws(StoreError) in try connection.task(task.id)?.state } == .waiting)
    }
}
