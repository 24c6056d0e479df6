#if PostgreSQL
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Commits that fail", .needsServer)
struct CommitTests {
    private let store: PostgresStore
    private let schema: String

    init() throws {
        let address = PostgresServer.newDatabase()
        store = try PostgresStore(address)
        schema = try ConnectionString(address).schema
    }

    /// Has the server do something within each COMMIT of a transaction that stores a queue.
    private func disturb(by action: String) throws {
        try PostgresSideConnection().run(
            """
            CREATE FUNCTION \(schema).disturb() RETURNS trigger LANGUAGE plpgsql AS \
            $$ BEGIN \(action); RETURN NULL; END $$; \
            CREATE CONSTRAINT TRIGGER disturb AFTER INSERT ON \(schema).queues DEFERRABLE INITIALLY DEFERRED \
            FOR EACH ROW EXECUTE FUNCTION \(schema).disturb()
            """)
    }

    /// Stores a queue, and returns how often that was tried, and the error.
    private func write() -> (runs: Int, error: StoreError?) {
        var runs = 0
        let error = #expect(throws: StoreError.self) {
            try store.write { connection throws(StoreError) in
                runs += 1
                try connection.run("INSERT INTO queues(name) VALUES ('mail')")
            }
        }
        return (runs, error)
    }

    private func queues() throws -> Int64? {
        try store.write { connection throws(StoreError) in
            try connection.first("SELECT count(*) FROM queues") { $0.integer(0) }
        }
    }

    @Test("A session that is lost within COMMIT leaves open whether it happened, and the transaction is not repeated")
    func lost() throws {
        defer { store.close() }
        try disturb(by: "PERFORM pg_terminate_backend(pg_backend_pid())")
        let (runs, error) = write()
        #expect(runs == 1 && error?.code == .unreachable)
        #expect(error?.description.contains("may be there or not") == true)
        #expect(try queues() == 1)
    }

    @Test("A refused COMMIT leaves nothing, and the session serves on")
    func refused() throws {
        defer { store.close() }
        try disturb(by: "RAISE EXCEPTION 'no' USING ERRCODE = '23514'")
        let (runs, error) = write()
        #expect(runs == 1 && error?.code == .refused)
        #expect(try queues() == 1)
    }

    @Test("A COMMIT that is refused because of others is repeated with its transaction")
    func again() throws {
        defer { store.close() }
        try disturb(by: "RAISE EXCEPTION 'no' USING ERRCODE = '40001'")
        let (runs, error) = write()
        #expect(runs == 4 && error?.code == .busy)
        #expect(try queues() == 1)
    }

    @Test("A time of more milliseconds than PostgreSQL can count is its longest one")
    func longest() throws {
        defer { store.close() }
        #expect(try store.write(.atMost(.seconds(100_000_000))) { _ in true } == true)
    }
}
#endif
