import Testing

@testable import TaskStore

@Suite("The database of a process")
struct TaskStoreTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("After its end it says that it is closed, to readers and writers, and may be closed again")
    func closed() throws {
        fixture.store.close()
        fixture.store.close()
        #expect { try fixture.insert(.due()) } throws: { ($0 as? StoreError)?.code == .closed }
        #expect { try fixture.reading([]) } throws: { ($0 as? StoreError)?.code == .closed }
        #expect { try fixture.store.dataVersion() } throws: { ($0 as? StoreError)?.code == .closed }
    }

    @Test("The version changes with every commit, of this process and of others, and only then")
    func dataVersion() throws {
        let other = try TaskStore(path: fixture.path)
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
    func logFrames() throws {
        try fixture.insert(.due())
        let first = fixture.store.logFrames
        try fixture.insert(.due())
        #expect(first > 0)
        #expect(fixture.store.logFrames > first)
    }

    @Test("Commits that wait for the disk, or not, are both read back", arguments: [true, false])
    func durability(waitsForDisk: Bool) throws {
        let store = try TaskStore(path: fixture.path, access: TaskStore.Access(waitsForDisk: waitsForDisk))
        let level = try store.write { connection throws(StoreError) in
            _ = try connection.insert(.due())
            return try connection.statement("PRAGMA synchronous").first { $0.integer(0) }
        }
        #expect(level == (waitsForDisk ? 2 : 1))
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks") == 1)
    }

    @Test("Who only looks finds the tables of an application, and does not copy its log at the end")
    func onlyLooking() throws {
        try fixture.insert(.due())
        fixture.store.close()
        let writer = try TaskStore(path: fixture.path, access: TaskStore.Access(checkpointsAtClose: false))
        let task = NewTask.due()
        _ = try writer.write { connection throws(StoreError) in try connection.insert(task) }
        writer.close()
        let looker = try TaskStore(path: fixture.path, access: TaskStore.Access(creates: false, checkpointsAtClose: false))
        #expect(try looker.read { connection throws(StoreError) in try connection.task(task.id)?.state } == .waiting)
    }
}

@Suite("Values in and out of SQLite")
struct StatementTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("Texts come back as they were", arguments: ["", "a", "ä 🙂 'quoted' \"twice\" \\", String(repeating: "long ", count: 100_000)])
    func texts(_ text: String) throws {
        #expect(try roundTrip(.text(text)) { $0.text(0) } == text)
        #expect(try roundTrip(.optionalText(text)) { $0.optionalText(0) } == text)
    }

    @Test("Bytes come back as they were", arguments: [[], [0], [UInt8](0...255), [UInt8](repeating: 0, count: 1_000_000)] as [[UInt8]])
    func blobs(_ bytes: [UInt8]) throws {
        #expect(try roundTrip(.blob(bytes)) { $0.blob(0) } == bytes)
        #expect(try roundTrip(.optionalBlob(bytes)) { $0.optionalBlob(0) } == bytes)
    }

    @Test("Numbers come back as they were", arguments: [0, -1, .min, .max] as [Int64])
    func numbers(_ number: Int64) throws {
        #expect(try roundTrip(.integer(number)) { $0.integer(0) } == number)
        #expect(try roundTrip(.optionalInteger(number)) { $0.optionalInteger(0) } == number)
    }

    @Test("Nothing stays nothing", arguments: 0..<3)
    func nothing(kind: Int) throws {
        let value: Statement.Value = [.optionalText(nil), .optionalBlob(nil), .optionalInteger(nil)][kind]
        #expect(try roundTrip(value) { $0.isNull(0) } == true)
        #expect(try roundTrip(value) { $0.optionalText(0) == nil && $0.optionalBlob(0) == nil && $0.optionalInteger(0) == nil } == true)
    }

    private func roundTrip<R: Sendable>(_ value: Statement.Value, _ make: (Statement) -> R) throws -> R? {
        try fixture.store.write { connection throws(StoreError) in
            try connection.statement("SELECT ?1").first(value) { make($0) }
        }
    }
}
