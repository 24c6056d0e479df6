import Foundation
import InspectionModel
import StoreAdministration
import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("A file of an earlier version")
struct MigrationTests {
    let folder: TemporaryFolder
    var path: String { folder.file("app.db") }

    init() throws {
        folder = try TemporaryFolder()
    }

    /// What each earlier version made.
    private static let scripts = [1: versionOneScript, 2: versionTwoScript, 3: versionThreeScript]

    /// Makes the file as a build of that version left it.
    private func make(version: Int) throws {
        try Data().write(to: URL(fileURLWithPath: path))
        let connection = try connect()
        try connection.enableWAL()
        try connection.run(script: try #require(Self.scripts[version]))
        try connection.run(script: Self.rows)
    }

    @Test("There is a frozen copy of each earlier version")
    func frozen() {
        #expect(Self.scripts.keys.sorted().map(Int64.init) == Array(1..<Schema.version))
    }

    private static let rows = """
        INSERT INTO autocron_queues(id, name) VALUES (2, 'mail');
        INSERT INTO autocron_tasks(uuid, state, queue, level, run_at, name, arguments, created, attempts, slot, finished, \
        outcome, concurrency, scheduled_at)
        VALUES (x'00000000000000000000000000000001', 0, 2, 0, 5, 'send', '{"to":1}', 1, 3, NULL, NULL, NULL, NULL, NULL),
        (x'00000000000000000000000000000002', 1, 1, 1, 5, 'runs', '{}', 1, 1, 'worker-1', NULL, NULL, NULL, NULL),
        (x'00000000000000000000000000000003', 3, 1, 1, 5, 'failed', '{}', 1, 1, NULL, 6, '{}', NULL, NULL),
        (x'00000000000000000000000000000004', 5, 1, 1, 5, 'gone', '{}', 1, 1, NULL, NULL, NULL, NULL, NULL),
        (x'00000000000000000000000000000005', 0, 1, 1, 5, 'tick', '{}', 1, 1, NULL, NULL, NULL, 1, 5);
        INSERT INTO autocron_schedules(name, rule, last, paused, build, changed, queue, level, attempts, concurrency)
        VALUES ('tick', 'hourly', 5, 1, 'an old build', 4, 'default', 1, 1, 1);
        """

    private func connect() throws -> Connection {
        try Connection(path: path, syncsOnCommit: false, busyTimeout: .seconds(5), checkpointsAtClose: true)
    }

    /// What was there before, as text; columns that were renamed are read by the name that they have.
    private func dump(_ connection: Connection) throws -> [String] {
        let isNew = try Schema.found(on: connection) == Schema.version
        let tasks = try connection.statement(
            isNew
                ? """
                SELECT json_array(id, hex(uuid), state, queue, level, run_at, name, hex(arguments), created, claim_number, \
                max_attempts, slot, finished, hex(outcome), concurrency, scheduled_at) FROM autocron_tasks ORDER BY id
                """
                : """
                SELECT json_array(id, hex(uuid), state, queue, level, run_at, name, hex(arguments), created, attempt, \
                attempts, slot, finished, hex(outcome), concurrency, scheduled_at) FROM autocron_tasks ORDER BY id
                """
        ).rows { $0.text(0) }
        let schedules = try connection.statement(
            isNew
                ? "SELECT json_array(name, spec, last, active, paused, build, changed) FROM autocron_schedules"
                : "SELECT json_array(name, rule, last, active, paused, build, changed) FROM autocron_schedules"
        ).rows { $0.text(0) }
        return tasks + schedules
    }

    @Test("An application brings it to the present version, and every row stays as it was", arguments: [1, 2, 3])
    func forward(version: Int) throws {
        try make(version: version)
        let before = try dump(connect())
        let store = try SQLiteStore(path: path)
        store.close()
        #expect(try Schema.found(on: connect()) == Schema.version)
        #expect(try dump(connect()) == before)
        expectIntact(path)
    }

    @Test("It has a new file's tables and indexes", arguments: [1, 2, 3])
    func sameTables(version: Int) throws {
        try make(version: version)
        func tables(_ path: String) throws -> [String] {
            try SQLiteStore(path: path).close()
            let connection = try Connection(
                path: path, syncsOnCommit: false, busyTimeout: .seconds(5), checkpointsAtClose: true
            )
            return try connection.statement("SELECT name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY name")
                .rows { $0.text(0) }
        }
        let migrated = try tables(path)
        #expect(migrated == (try tables(folder.file("new.db"))))
        #expect(migrated.count > 20)
    }

    @Test("Its tasks are claimed, its pause holds, and it can do what is new", arguments: [1, 2, 3])
    func works(version: Int) throws {
        try make(version: version)
        let store = try SQLiteStore(path: path)
        defer { store.close() }
        try store.write { connection throws(StoreError) in
            #expect(try connection.schedule(named: "tick")?.isPaused == true)
            #expect(try connection.pause(.function("send"), now: 7) == .changed)
            let claimant = Claimant(slot: "w", limit: 9) { _ in true }
            #expect(try connection.claim(claimant, now: 9).tasks.map(\.name) == ["tick"])
            #expect(try connection.resume(.function("send"), now: 8) == .changed)
            #expect(try connection.claim(claimant, now: 9).tasks.map(\.name) == ["send"])
        }
    }

    @Test("Whoever only looks is told to start the application, and changes nothing", arguments: [1, 2, 3])
    func lookers(version: Int) throws {
        try make(version: version)
        let error = #expect(throws: StoreError.self) {
            try SQLiteStore(path: path, access: SQLiteStore.Access(creates: false))
        }
        #expect(error?.code == .olderSchema)
        #expect(error?.description.contains("start the application once") == true)
        #expect(try Schema.found(on: connect()) == Int64(version))
    }

    @Test("Threads that bring it forward at the same moment all succeed", arguments: [1, 2, 3], 1...5)
    func threads(version: Int, _: Int) async throws {
        try make(version: version)
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [path] in
                    try await onThread { try SQLiteStore(path: path).close() }
                }
            }
            try await group.waitForAll()
        }
        #expect(try Schema.found(on: connect()) == Schema.version)
        expectIntact(path)
    }

    @Test("Processes that bring it forward at the same moment all succeed", arguments: [1, 2, 3])
    func processes(version: Int) async throws {
        try make(version: version)
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
        #expect(try dump(connect()).count == 10)
        expectIntact(path)
    }

    @Test("An earlier build that has it open is refused, and changes nothing", arguments: [1, 2, 3])
    func earlierBuild(version: Int) throws {
        try make(version: version)
        let old = try connect()
        try old.enableWAL()
        // Prepared before the change, as in a process that runs.
        let finish = try old.statement(
            "UPDATE autocron_tasks SET state = 2, slot = NULL, charged = charged + 1, finished = 9 WHERE id = ?1 AND attempt = ?2"
        )
        try finish.run(.integer(77), .integer(0))
        let store = try SQLiteStore(path: path)
        defer { store.close() }
        let before = try dump(connect())
        let error = #expect(throws: StoreError.self) { try finish.run(.integer(2), .integer(0)) }
        #expect(error?.description.contains("no such column") == true)
        #expect(try dump(connect()) == before)
    }

    @Test(
        "A view of the application's own that SQLite cannot read stops the change, and is named", arguments: [1, 2, 3])
    func unreadableView(version: Int) throws {
        try make(version: version)
        try connect().run(script: "CREATE VIEW stale AS SELECT * FROM dropped_long_ago")
        let before = try dump(connect())
        let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
        #expect(error?.description.contains("error in view stale") == true)
        #expect(error?.description.contains("repair or drop") == true)
        #expect(try Schema.found(on: connect()) == Int64(version))
        #expect(try dump(connect()) == before)
        try connect().run(script: "DROP VIEW stale")
        try SQLiteStore(path: path).close()
        #expect(try dump(connect()) == before)
    }
}
