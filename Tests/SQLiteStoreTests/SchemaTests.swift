import Foundation
import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Our tables in a file")
struct SchemaTests {
    let folder: TemporaryFolder
    var path: String { folder.file("app.db") }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func connect() throws -> Connection {
        try Connection(path: path, syncsOnCommit: false, busyTimeout: .seconds(5), checkpointsAtClose: true)
    }

    private func setVersion(_ version: String) throws {
        try SQLiteStore(path: path).close()
        try connect().run(script: "UPDATE autocron_schema SET version = \(version)")
    }

    @Test("A new file has the present version, the default queue, and nothing that is not ours")
    func newFile() throws {
        let store = try SQLiteStore(path: path)
        let names = try store.read { connection throws(StoreError) in
            #expect(try Schema.found(on: connection) == Schema.version)
            #expect(
                try connection.statement("SELECT name FROM autocron_queues WHERE id = 1").first { $0.text(0) }
                    == "default")
            return try connection.statement("SELECT name FROM sqlite_master").rows { $0.text(0) }
        }
        #expect(names.allSatisfy { $0.hasPrefix("autocron_") || $0.hasPrefix("sqlite_autoindex_autocron_") })
        store.close()
        expectIntact(path)
    }

    @Test("Opening again changes nothing")
    func openingAgain() throws {
        try SQLiteStore(path: path).close()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        try SQLiteStore(path: path).close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test("The tables of a later build are refused with both versions, whoever asks", arguments: [true, false])
    func newerSchema(creates: Bool) throws {
        try setVersion("41")
        let error = #expect(throws: StoreError.self) {
            try SQLiteStore(path: path, access: SQLiteStore.Access(creates: creates))
        }
        #expect(error?.code == .newerSchema)
        #expect(error?.description.contains("version 41") == true)
        #expect(error?.description.contains("up to \(Schema.version)") == true)
        let found = try Schema.found(on: connect())
        #expect(found == 41)
    }

    @Test("A version that no build has written is an error, and no trap", arguments: ["-1", "-9223372036854775808"])
    func nonsenseVersion(_ version: String) throws {
        try setVersion(version)
        #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
    }

    @Test("A foreign database gets our tables beside its own")
    func foreignDatabase() throws {
        try makeForeignDatabase(path)
        let store = try SQLiteStore(path: path)
        let name = try store.read { connection throws(StoreError) in
            try connection.statement("SELECT name FROM users").first { $0.text(0) }
        }
        #expect(name == "Ada")
        store.close()
        expectIntact(path)
    }

    @Test(
        "The table refuses rows that no state allows",
        arguments: [
            "UPDATE autocron_tasks SET state = 6", "UPDATE autocron_tasks SET state = 1",
            "UPDATE autocron_tasks SET slot = 'x'",
            "UPDATE autocron_tasks SET state = 2", "UPDATE autocron_tasks SET finished = 1",
            "UPDATE autocron_tasks SET level = 4",
            "UPDATE autocron_tasks SET max_attempts = 0", "UPDATE autocron_tasks SET uuid = x'00'",
        ])
    func impossibleRows(_ script: String) throws {
        let fixture = try Fixture()
        try fixture.insert(.due())
        #expect(throws: StoreError.self) { try fixture.run(script) }
    }

    @Test("Threads that make one new file at the same moment all succeed", arguments: 1...5)
    func threads(_: Int) async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [path] in
                    try await onThread { try SQLiteStore(path: path).close() }
                }
            }
            try await group.waitForAll()
        }
        expectIntact(path)
    }

    @Test("Processes that make one new file at the same moment all succeed")
    func processes() async throws {
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { [path] in
                    await #expect(processExitsWith: .success) { [path = path as String] in
                        let store = try SQLiteStore(path: path)
                        _ = try store.write { connection throws(StoreError) in try connection.insert(.due()) }
                        store.close()
                    }
                }
            }
        }
        let store = try SQLiteStore(path: path)
        let count = try store.read { connection throws(StoreError) in try connection.counts()[.waiting] }
        #expect(count == 4)
        store.close()
        expectIntact(path)
    }
}
