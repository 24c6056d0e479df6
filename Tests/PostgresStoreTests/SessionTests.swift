#if PostgreSQL
import Foundation
import Platform
import Synchronization
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Sessions in use", .needsServer)
struct SessionTests {
    private let address = PostgresServer.newDatabase()

    private func pid(_ connection: PostgresConnection) throws(StoreError) -> Int64 {
        try connection.first("SELECT pg_backend_pid()") { $0.integer(0) } ?? 0
    }

    /// Ends a session, as an administrator does, and waits until it is gone.
    private func end(_ pid: Int64, by side: PostgresSideConnection) throws {
        let answer = try side.run("SELECT pg_terminate_backend(\(pid), 10000)")
        try #require(answer == ["t"], "session \(pid) goes on")
    }

    @Test("One that was lost is made anew by the next use, for writing and for reading")
    func lost() throws {
        let store = try PostgresStore(address)
        defer { store.close() }
        let side = try PostgresSideConnection()
        for _ in 0..<3 {
            let writer = try store.write(pid)
            let reader = try store.read(pid)
            #expect(writer != reader)
            try end(writer, by: side)
            try end(reader, by: side)
            #expect(try store.write(pid) != writer)
            #expect(try store.read(pid) != reader)
        }
    }

    @Test("One that is lost within a transaction says so, and the next one changes what it left out")
    func lostWithin() throws {
        let store = try PostgresStore(address)
        defer { store.close() }
        let side = try PostgresSideConnection()
        let insert: @Sendable (PostgresConnection) throws(StoreError) -> Int = { connection throws(StoreError) in
            try connection.run("INSERT INTO queues(name) VALUES ('mail')")
        }
        var ended = false
        let error = #expect(throws: StoreError.self) {
            try store.write { connection throws(StoreError) in
                _ = try insert(connection)
                let session = try pid(connection)
                ended = (try? end(session, by: side)) != nil
                _ = try pid(connection)
            }
        }
        #expect(ended && error?.code == .unreachable)
        #expect(error?.description.contains(try ConnectionString(address).location) == true)
        #expect(try store.write(insert) == 1)
    }

    @Test("A closed store says so")
    func closed() throws {
        let store = try PostgresStore(address)
        store.close()
        store.close()
        let write = #expect(throws: StoreError.self) { try store.write(pid) }
        let read = #expect(throws: StoreError.self) { try store.read(pid) }
        #expect(write?.code == .closed && read?.code == .closed)
    }

    @Test("A statement that takes too long is ended, and the session serves on")
    func slow() throws {
        let connection = try session(address)
        try connection.script("SET statement_timeout = '20ms'")
        let error = #expect(throws: StoreError.self) { try connection.run("SELECT pg_sleep(60)") }
        #expect(error?.code == .busy)
        #expect(error?.description.contains("57014") == true)
        #expect(try !connection.isBroken && pid(connection) > 0)
    }

    @Test("A lock that another session holds is not waited for longer than told")
    func locked() throws {
        let store = try PostgresStore(address)
        defer { store.close() }
        let schema = try ConnectionString(address).schema
        let side = try PostgresSideConnection()
        try side.run("BEGIN; SELECT 1 FROM \(schema).changes FOR UPDATE")
        let lock: @Sendable (PostgresConnection) throws(StoreError) -> Bool = { connection throws(StoreError) in
            try connection.exists("SELECT 1 FROM changes FOR UPDATE")
        }
        #expect(try store.write(.none, lock) == nil)
        #expect(try store.write(.atMost(.milliseconds(30)), lock) == nil)
        try side.run("COMMIT")
        #expect(try store.write(.atMost(.seconds(5)), lock) == true)
    }

    @Test("A database that only reads says so at the first change")
    func readOnly() throws {
        try PostgresStore(address).close()
        let schema = try ConnectionString(address).schema
        let connection = try session(
            PostgresServer.address(
                parameters: [
                    "options": "-c default_transaction_read_only=on", "target_session_attrs": "any",
                    "autocron_schema": schema,
                ]))
        let error = #expect(throws: StoreError.self) { try connection.run("INSERT INTO queues(name) VALUES ('mail')") }
        #expect(error?.code == .readOnly)
        #expect(error?.description.contains("name the primary server") == true)
    }

    @Test("The role's and the database's settings change nothing")
    func settings() throws {
        let connection = try session(
            PostgresServer.address(
                parameters: [
                    "options":
                        "-c default_transaction_isolation=serializable -c search_path=public -c timezone=Asia/Tokyo "
                        + "-c statement_timeout=7777"
                ]))
        for (name, value) in [
            ("transaction_isolation", "read committed"), ("timezone", "UTC"), ("statement_timeout", "10s"),
        ] {
            #expect(try connection.first("SELECT current_setting($1)", .text(name)) { $0.text(0) } == value)
        }
    }

    @Test("A transaction that fails leaves nothing, and one that can be undone leaves the rest")
    func undone() throws {
        let store = try PostgresStore(address)
        defer { store.close() }
        let names: (PostgresConnection) throws(StoreError) -> [String] = { connection throws(StoreError) in
            try connection.rows("SELECT name FROM queues ORDER BY name COLLATE \"C\"") { $0.text(0) }
        }
        let twice = "INSERT INTO queues(name) VALUES ($1), ($1)"
        let once = "INSERT INTO queues(name) VALUES ($1)"
        let error = #expect(throws: StoreError.self) {
            try store.write { connection throws(StoreError) in
                try connection.run(once, .text("a"))
                try connection.run(twice, .text("b"))
            }
        }
        #expect(error?.code == .refused)
        #expect(try store.write(names) == ["default"])
        try store.write { connection throws(StoreError) in
            try connection.run(once, .text("a"))
            let undone = try? connection.undoable { connection throws(StoreError) in
                try connection.run(twice, .text("b"))
            }
            #expect(undone == nil)
            try connection.run(once, .text("c"))
        }
        #expect(try store.write(names) == ["a", "c", "default"])
    }

    @Test("A transaction that others' locks have ended runs again, and not for ever", arguments: ["40P01", "40001"])
    func again(state: String) throws {
        let store = try PostgresStore(address)
        defer { store.close() }
        let refuse = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '\(state)'; END $$"
        var runs = 0
        let result = try store.write { connection throws(StoreError) in
            runs += 1
            if runs < 3 { try connection.script(refuse) }
            return runs
        }
        #expect(result == 3)
        runs = 0
        let error = #expect(throws: StoreError.self) {
            try store.write { connection throws(StoreError) in
                runs += 1
                try connection.script(refuse)
            }
        }
        #expect(error?.code == .busy && runs > 1 && runs < 10)
    }

    @Test("What is read together is one state of the database")
    func together() throws {
        let store = try PostgresStore(address)
        defer { store.close() }
        let schema = try ConnectionString(address).schema
        let side = try PostgresSideConnection()
        let count: (PostgresConnection) throws(StoreError) -> Int64? = { connection throws(StoreError) in
            try connection.first("SELECT count(*) FROM queues") { $0.integer(0) }
        }
        let counts = try store.readTogether { connection throws(StoreError) in
            let before = try count(connection)
            _ = try? side.run("INSERT INTO \(schema).queues(name) VALUES ('mail')")
            return [before, try count(connection)]
        }
        #expect(counts == [1, 1])
        #expect(try store.read(count) == 2)
    }

    @Test("One that is left within a transaction is not used again")
    func leftWithin() throws {
        let store = try PostgresStore(address)
        defer { store.close() }
        let first = try store.read { connection throws(StoreError) in
            try connection.script("BEGIN")
            return try pid(connection)
        }
        #expect(try store.read(pid) != first)
    }

    @Test(
        "Two sessions that want one key store one task, which the second learns of, and a repeated call changes nothing"
    )
    func oneKey() async throws {
        let (first, second) = (try PostgresStore(address), try PostgresStore(address))
        defer {
            first.close()
            second.close()
        }
        let key = UniqueKey(key: "greet", scope: .untilFinished)
        func task() -> NewTask {
            NewTask(
                id: TaskID.make(), name: "greet", arguments: Array("{}".utf8), created: .epoch, runAt: .epoch,
                uniqueness: key)
        }
        let (one, two) = (task(), task())
        #expect(try first.insert(one) == .stored)
        #expect(try second.insertReserved([two], wait: .standard)?.isEmpty == true)
        #expect(try second.insertReserved([two], wait: .standard)?.isEmpty == true)
        #expect(try first.insert(one) == .existing(one.id))
        #expect(try second.task(two.id)?.id == one.id)
        #expect(
            try first.read { connection throws(StoreError) in
                try connection.first("SELECT count(*) FROM tasks") { $0.integer(0) }
            } == 1)
    }

    @Test("Whoever wants the socket does not wait for the thread that uses the session, which may wait for long")
    func socketInUse() throws {
        let session = GuardedSession(try ConnectionString(address), waitingEnd: WaitingEnd())
        defer { session.close() }
        let wasThere = Mutex(true)
        let isAnswered = try session.withLock { _ throws(StoreError) in
            let answered = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                wasThere.withLock { $0 = session.socket() != nil }
                answered.signal()
            }
            return answered.wait(timeout: .now() + 10) == .success
        }
        #expect(isAnswered && !wasThere.withLock { $0 })
        #expect(session.socket() != nil)
    }
}
#endif
