#if PostgreSQL
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Tables that a store cannot use", .needsServer)
struct RefusedTablesTests {
    private let address = PostgresServer.newDatabase()
    private let side: PostgresSideConnection

    init() throws {
        side = try PostgresSideConnection()
    }

    private func schema() throws -> String { try ConnectionString(address).schema }

    private func create() throws {
        try PostgresStore(address).close()
    }

    @Test("Opening twice creates once, and several at once create once")
    func created() async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { [address] in try await onThread { try PostgresStore(address).close() } }
            }
            try await group.waitForAll()
        }
        try create()
        try PostgresStore(address, creates: false).close()
        #expect(try side.run("SELECT version FROM \(schema()).schema_version") == ["\(PostgresSchema.version)"])
    }

    @Test("A worker and a tool create nothing")
    func missing() throws {
        let error = refusal(address, creates: false)
        #expect(error?.code == .notADatabase)
        #expect(error?.description.contains(try schema()) == true)
        #expect(try side.run("SELECT 1 FROM pg_namespace WHERE nspname = '\(schema())'").isEmpty)
    }

    @Test("Tables of a later build are left alone", arguments: [true, false])
    func newer(creates: Bool) throws {
        try create()
        try side.run("UPDATE \(schema()).schema_version SET version = 99")
        let error = refusal(address, creates: creates)
        #expect(error?.code == .newerSchema)
        #expect(error?.description.contains("version 99") == true)
        #expect(try side.run("SELECT version FROM \(schema()).schema_version") == ["99"])
    }

    @Test("A worker does not use tables of an earlier build")
    func older() throws {
        try create()
        try side.run("UPDATE \(schema()).schema_version SET version = 0")
        let error = refusal(address, creates: false)
        #expect(error?.code == .olderSchema)
        #expect(error?.description.contains("version 0") == true)
    }

    @Test("Tables that somebody has dropped are missed by the statement that needs them")
    func dropped() throws {
        let store = try PostgresStore(address)
        defer { store.close() }
        try side.run("DROP TABLE \(schema()).keys")
        let error = #expect(throws: StoreError.self) {
            try store.read { connection throws(StoreError) in try connection.run("SELECT 1 FROM keys") }
        }
        #expect(error?.code == .olderSchema)
        #expect(error?.description.contains("42P01") == true)
    }

    @Test("A role without rights is told what it needs", arguments: [true, false])
    func rights(exists: Bool) throws {
        if exists { try create() }
        let role = "test_\(PostgresServer.random)"
        try side.run("CREATE ROLE \(role) LOGIN")
        defer { _ = try? side.run("DROP ROLE \(role)") }
        let own = PostgresServer.address(
            user: role, password: "hidden", parameters: ["autocron_schema": try schema()])
        let error = refusal(own)
        #expect(error?.code == .permissionDenied)
        let text = error?.description ?? ""
        #expect(text.contains(try ConnectionString(own).location) && text.contains("On many machines"))
        #expect(!text.contains("hidden"))
    }

    @Test("A schema that the role may not use gets no tables, not even temporary ones")
    func unusable() throws {
        let role = "test_\(PostgresServer.random)"
        try side.run(
            """
            CREATE ROLE \(role) LOGIN; GRANT CREATE ON DATABASE autocron TO \(role); CREATE SCHEMA \(schema())
            """)
        defer { _ = try? side.run("DROP OWNED BY \(role); DROP ROLE \(role)") }
        let error = refusal(PostgresServer.address(user: role, parameters: ["autocron_schema": try schema()]))
        #expect(error?.code == .permissionDenied)
        #expect(error?.description.contains("On many machines") == true)
    }

    @Test("A version that no build has written is left alone")
    func negative() throws {
        try create()
        try side.run("UPDATE \(schema()).schema_version SET version = -1")
        #expect(refusal(address)?.code == .newerSchema)
    }

    @Test("A creation that was ended midway leaves nothing, and the next one creates all")
    func midway() throws {
        let killed = try session(address)
        let schema = try schema()
        try killed.script("BEGIN; CREATE SCHEMA \(schema); CREATE TABLE schema_version(version integer NOT NULL)")
        let pid = try killed.first("SELECT pg_backend_pid()") { $0.integer(0) } ?? 0
        #expect(try side.run("SELECT pg_terminate_backend(\(pid), 10000)") == ["t"])
        try create()
        #expect(try side.run("SELECT version FROM \(schema).schema_version") == ["\(PostgresSchema.version)"])
    }

    @Test(
        "Another program's table of the same name is left alone",
        arguments: ["version text", "number bigint"], [true, false])
    func foreign(column: String, creates: Bool) throws {
        try side.run("CREATE SCHEMA \(schema()); CREATE TABLE \(schema()).schema_version(\(column))")
        try side.run("GRANT ALL ON SCHEMA \(schema()) TO autocron")
        let error = refusal(address, creates: creates)
        #expect(error?.code == .notADatabase)
        #expect(error?.description.contains("of another program") == true)
        #expect(try side.run("SELECT 1 FROM pg_tables WHERE schemaname = '\(schema())'") == ["1"])
    }
}
#endif
