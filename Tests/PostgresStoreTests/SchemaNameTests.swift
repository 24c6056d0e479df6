#if PostgreSQL
import InspectionModel
import PostgresAdministration
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Names of schemas", .needsServer)
struct SchemaNameTests {
    @Test("One with capital letters serves all of the tool's looks")
    func capitals() throws {
        let store = try PostgresStore(
            PostgresServer.address(parameters: ["autocron_schema": "Test_\(PostgresServer.random)"]))
        defer { store.close() }
        #expect(try store.storageSize().bytes > 0)
        #expect(try store.integrityFinding().level == .good)
    }

    @Test("Objects of the same names in other schemas are not ours")
    func others() throws {
        let address = PostgresServer.newDatabase()
        let store = try PostgresStore(address)
        defer { store.close() }
        let connection = try session(address)
        try connection.script("CREATE TEMPORARY TABLE tasks(id bigint); INSERT INTO pg_temp.tasks VALUES (1)")
        #expect(try !connection.exists("SELECT 1 FROM tasks"))
        try connection.script(
            "CREATE FUNCTION pg_temp.greatest_task() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'")
        #expect(throws: StoreError.self) { try connection.exists("SELECT greatest_task()") }
    }
}
#endif
