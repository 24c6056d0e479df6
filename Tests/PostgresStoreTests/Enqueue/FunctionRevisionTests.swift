#if PostgreSQL
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("The function 'enqueue' in the schema", .needsServer)
struct FunctionRevisionTests {
    private let fixture: EnqueueFixture

    init() throws {
        fixture = try EnqueueFixture()
    }

    /// Replaces the function by one that does nothing.
    private func replace(revision: String) throws {
        try fixture.side.run(
            """
            CREATE OR REPLACE FUNCTION \(fixture.schema).enqueue(calls json, notifies boolean DEFAULT false)
            RETURNS SETOF uuid LANGUAGE plpgsql AS $$
            \(revision)
            BEGIN END $$
            """)
    }

    private func stores() throws -> Bool { try !fixture.enqueue(#"{"name": "f"}"#).isEmpty }

    private func open() throws { try PostgresStore(fixture.address).close() }

    @Test("Tables of an earlier build get it from the next start")
    func missing() throws {
        try fixture.side.run("DROP FUNCTION \(fixture.schema).enqueue")
        try PostgresStore(fixture.address, creates: false).close()
        #expect(throws: PostgresSideConnection.Failure.self) { try stores() }
        try open()
        #expect(try stores())
    }

    @Test("An older one is replaced, a newer one is left alone", arguments: ["", "-- revision 0"])
    func older(revision: String) throws {
        try replace(revision: revision)
        try open()
        #expect(try stores())
        try replace(revision: "-- revision \(EnqueueFunction.revision + 1)")
        try open()
        #expect(try !stores())
    }

    @Test("Several that start at once replace it once")
    func atOnce() async throws {
        try replace(revision: "")
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { [address = fixture.address] in try await onThread { try PostgresStore(address).close() }
                }
            }
            try await group.waitForAll()
        }
        #expect(try stores())
    }

    @Test("A role that may not create starts with the function that is there, and is told of one that is too old")
    func rights() throws {
        let role = "test_\(PostgresServer.random)"
        let schema = fixture.schema
        try fixture.side.run(
            """
            CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA \(schema) TO \(role);
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO \(role);
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA \(schema) TO \(role)
            """)
        let address = PostgresServer.address(user: role, parameters: ["autocron_schema": schema])
        try PostgresStore(address).close()
        try replace(revision: "")
        let error = refusal(address)
        #expect(error?.code == .permissionDenied)
        #expect(error?.description.contains("the role that owns the tables") == true)
    }
}
#endif
