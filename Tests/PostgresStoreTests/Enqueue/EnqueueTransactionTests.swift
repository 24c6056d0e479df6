#if PostgreSQL
import Platform
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("The function 'enqueue' in other programs' transactions", .needsServer)
struct EnqueueTransactionTests {
    private let fixture: EnqueueFixture

    init() throws {
        fixture = try EnqueueFixture()
    }

    private func task(_ id: TaskID) throws -> TaskID? { try fixture.store.task(id)?.id }

    @Test("Tasks are there after the COMMIT, and not after a ROLLBACK, nor after one to a savepoint")
    func rollback() throws {
        try fixture.side.run("BEGIN")
        let lost = try fixture.enqueue(#"{"name": "f", "uniqueKey": "k", "queue": "new"}"#)
        #expect(try task(lost[0]) == nil)
        try fixture.side.run("ROLLBACK")
        #expect(try task(lost[0]) == nil)
        try fixture.side.run("BEGIN; SAVEPOINT here")
        try fixture.enqueue(#"{"name": "f", "uniqueKey": "k"}"#)
        try fixture.side.run("ROLLBACK TO here")
        let kept = try fixture.enqueue(#"{"name": "f", "uniqueKey": "k"}"#)
        try fixture.side.run("COMMIT")
        #expect(try task(kept[0]) == kept[0])
        #expect(try fixture.count() == 1)
    }

    @Test("An equal task is found in place of being stored, and an identifier that was given leads to it")
    func unique() throws {
        let first = try fixture.enqueue(#"{"name": "f", "uniqueKey": "k"}"#)
        let given = TaskID.make()
        let second = try fixture.enqueue(
            "[{\"name\": \"f\", \"uniqueKey\": \"k\"}, {\"id\": \"\(given)\", \"name\": \"f\", \"uniqueKey\": \"k\"}]")
        #expect(second == [first[0], first[0]])
        #expect(try task(given) == first[0])
        #expect(try fixture.count() == 1)
        #expect(try fixture.enqueue(#"{"name": "g", "uniqueKey": "k"}"#) != first)
    }

    @Test("Of equal calls in one document the first is stored")
    func together() throws {
        let ids = (0..<3).map { _ in TaskID.make() }
        let calls = ids.map { "{\"id\": \"\($0)\", \"name\": \"f\", \"unique\": \"whileWaiting\"}" }
        #expect(try fixture.enqueue("[\(calls.joined(separator: ","))]") == Array(repeating: ids[0], count: 3))
        for id in ids { #expect(try task(id) == ids[0]) }
    }

    @Test("A key is that of the same call in the program, so that both are one task")
    func sameKey() throws {
        var own = NewTask.stored("f")
        own.uniqueness = UniqueKey(key: "f|k", scope: .untilFinished)
        #expect(try fixture.store.insert(own) == .stored)
        #expect(try fixture.enqueue(#"{"name": "f", "uniqueKey": "k"}"#) == [own.id])
    }

    @Test("A key that was to last for a while is free after that")
    func lasting() throws {
        let call = #"{"name": "f", "uniqueKey": "k", "unique": 3600}"#
        let first = try fixture.enqueue(call)
        #expect(try fixture.enqueue(call) == first)
        try fixture.side.run("UPDATE \(fixture.schema).keys SET until = now()")
        #expect(try fixture.enqueue(call) != first)
        #expect(try fixture.count() == 2)
    }

    @Test("A task that is stored already is left as it is, and takes no key again")
    func repeated() throws {
        let id = TaskID.make()
        let call = "{\"id\": \"\(id)\", \"name\": \"f\", \"uniqueKey\": \"k\"}"
        #expect(try fixture.enqueue(call) == [id])
        #expect(try fixture.enqueue(call) == [id])
        _ = try fixture.store.cancel(id, now: .now(), wait: .standard)
        #expect(try fixture.enqueue(call) == [id])
        #expect(try fixture.enqueue(call.replacing("\"f\"", with: "\"g\"")) == [id])
        #expect(try fixture.tasks("name || state") == ["f4"])
        #expect(try fixture.side.run("SELECT key FROM \(fixture.schema).keys").isEmpty)
    }

    @Test("Of two transactions that want one key the second waits for the first, and finds its task or takes its place")
    func twoSessions() async throws {
        for ending in ["COMMIT", "ROLLBACK"] {
            let call = "{\"name\": \"f\", \"uniqueKey\": \"\(ending)\"}"
            try fixture.side.run("BEGIN")
            let first = try fixture.enqueue(call)
            let other = try PostgresSideConnection()
            let pid = try other.run("SELECT pg_backend_pid()")[0]
            let (box, sql) = (UncheckedBox(other), fixture.sql(call))
            async let second = onThread { try box.value.run(sql) }
            let watcher = try PostgresSideConnection()
            while try watcher.run("SELECT cardinality(pg_blocking_pids(\(pid)))") == ["0"] { await Task.yield() }
            try fixture.side.run(ending)
            let found = try await second.compactMap { TaskID($0) }
            #expect((found == first) == (ending == "COMMIT"))
            #expect(try task(found[0]) == found[0])
        }
    }

    @Test("A trigger of the application's own table enqueues, with the rights of whoever writes there")
    func trigger() throws {
        let role = "test_\(PostgresServer.random)"
        let schema = fixture.schema
        try fixture.side.run(
            """
            CREATE ROLE \(role) LOGIN; CREATE SCHEMA \(role);
            CREATE TABLE \(role).orders(id integer PRIMARY KEY, email text NOT NULL);
            CREATE FUNCTION \(role).on_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                PERFORM \(schema).enqueue(json_build_object('name', 'sendReceipt', 'uniqueKey', NEW.id::text,
                    'arguments', json_build_object('order', NEW.id, 'to', NEW.email)));
                RETURN NULL;
            END $$;
            CREATE TRIGGER on_order AFTER INSERT ON \(role).orders FOR EACH ROW EXECUTE FUNCTION \(role).on_order();
            GRANT USAGE ON SCHEMA \(role) TO \(role); GRANT INSERT ON \(role).orders TO \(role);
            """)
        let other = try PostgresSideConnection(PostgresServer.address(user: role))
        let insert = "INSERT INTO \(role).orders VALUES (7, 'ada@example.org'), (8, 'bob@example.org')"
        for right in ["USAGE ON SCHEMA \(schema)", "EXECUTE ON FUNCTION \(schema).enqueue(json, boolean)"] {
            let failure = #expect(throws: PostgresSideConnection.Failure.self) { try other.run(insert) }
            #expect(failure?.description.contains("permission denied") == true)
            try fixture.side.run("GRANT \(right) TO \(role)")
        }
        try other.run(insert)
        #expect(
            try fixture.tasks("arguments") == [
                #"{"order" : 7, "to" : "ada@example.org"}"#, #"{"order" : 8, "to" : "bob@example.org"}"#,
            ])
        // Nothing else is allowed to whoever may store.
        #expect(throws: PostgresSideConnection.Failure.self) { try other.run("SELECT 1 FROM \(schema).tasks") }
    }

    @Test("Nobody is notified unless the call says so, and then with its COMMIT")
    func notifies() throws {
        let listener = try PostgresSideConnection()
        try listener.run("LISTEN \(fixture.schema)")
        try fixture.enqueue(#"{"name": "f"}"#)
        try fixture.side.run("BEGIN")
        try fixture.enqueue("[]", notifies: true)
        try fixture.enqueue(#"{"name": "f"}"#)
        try fixture.side.run("COMMIT")
        #expect(try listener.notifications().isEmpty)
        try fixture.side.run("BEGIN")
        try fixture.enqueue(#"{"name": "f"}"#, notifies: true)
        #expect(try listener.notifications().isEmpty)
        try fixture.side.run("COMMIT")
        #expect(try listener.notifications() == [fixture.schema])
    }
}

/// Hands a connection to the one thread that uses it next.
struct UncheckedBox<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
#endif
