import Foundation
import TaskModel
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Tasks in the application's own transaction")
    struct BorrowedConnectionTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        private func lending(workers: Int = 2) async throws -> App {
            let app = try await App.started(scratch, workers: workers)
            try await app.call("lend open \(scratch.database)")
            try await app.call("lend sql BEGIN IMMEDIATE")
            return app
        }

        private func ledger() throws -> [String] {
            try SideConnection.run("SELECT entry FROM ledger ORDER BY 1", in: scratch.database)
        }

        @Test("It runs soon after the COMMIT, which nobody announces, and its handle is valid from then on")
        func committed() async throws {
            let app = try await lending()
            let id = try await app.store("lend echo a")
            #expect(try Database(scratch).counts() == [:])
            try await app.call("lend sql COMMIT")
            // A pool that nobody had told would look a minute later.
            try await app.expect("begin a ", within: 10)
            try await app.expect("begin a-once", within: 10)
            app.say("text \(id)")
            #expect(try await app.expect("value") == ["value", "a-once"])
            #expect(try ledger() == ["a"])
        }

        @Test("The asynchronous form, and another transaction's calls and delayed ones inside it")
        func asynchronous() async throws {
            let app = try await lending()
            let id = try await app.store("lend echoes b")
            try await app.call("lend nested c")
            try await app.call("lend sql COMMIT")
            try await app.expect("begin b ", within: 10)
            try await app.expect("begin b-plain", within: 10)
            try await app.expect("begin c", within: 10)
            app.say("text \(id)")
            #expect(try await app.expect("value") == ["value", "b!"])
            app.say("drain")
            try await app.expect("drained")
            #expect(try Database(scratch).counts() == [.succeeded: 3, .waiting: 1])
        }

        @Test("After a ROLLBACK there is neither data nor task")
        func rolledBack() async throws {
            let app = try await lending()
            let id = try await app.store("lend echo a")
            try await app.call("lend sql ROLLBACK")
            app.say("status \(id)")
            #expect(try await app.expect("status") == ["status", "unknown"])
            _ = try await app.store("echo after")
            try await app.expect("begin after")
            app.say("drain")
            try await app.expect("drained")
            #expect(try Database(scratch).counts() == [.succeeded: 1])
            #expect(try ledger().isEmpty)
            #expect(!app.said.contains { $0.hasPrefix("begin a") })
        }

        @Test("A closure that throws stores nothing, and leaves the rest of the transaction to be committed")
        func closureThrows() async throws {
            let app = try await lending()
            try await app.call("lend sql INSERT INTO ledger VALUES ('kept')")
            app.say("lend failing a")
            #expect(try await app.expect("error").joined().contains("as ordered".filter { $0 != " " }))
            try await app.call("lend sql COMMIT")
            #expect(try ledger() == ["kept"])
            #expect(try Database(scratch).counts() == [:])
        }

        @Test("A call that waits for its result inside throws instead of waiting for ever")
        func awaitsInside() async throws {
            let app = try await lending()
            app.say("lend awaiting")
            #expect(try await app.expect("error").joined(separator: " ").contains("only at its end"))
            try await app.call("lend sql COMMIT")
            #expect(try Database(scratch).counts() == [:])
        }

        @Test("Killed between the tasks and the COMMIT: neither data nor task; after the COMMIT: both, and it runs")
        func killed() async throws {
            let app = try await lending(workers: 0)
            _ = try await app.store("lend echo lost")
            kill(app.processID, SIGKILL)
            try await app.expectEnd()
            let second = try await lending(workers: 0)
            #expect(try ledger().isEmpty)
            _ = try await second.store("lend echo kept")
            try await second.call("lend sql COMMIT")
            kill(second.processID, SIGKILL)
            try await second.expectEnd()
            #expect(try ledger() == ["kept"])
            #expect(try Database(scratch).counts() == [.waiting: 2])
            let third = try await App.started(scratch)
            try await third.expect("begin kept")
            third.say("drain")
            try await third.expect("drained")
            #expect(try Database(scratch).counts() == [.succeeded: 2])
            #expect(try SideConnection.run("PRAGMA integrity_check", in: scratch.database) == ["ok"])
        }

        @Test("A process that only stores tells the one that hosts the pool, also if it ends at once")
        func otherProcess() async throws {
            let host = try await App.started(scratch)
            let other = try await lending(workers: 0)
            _ = try await other.store("lend echo a")
            try await other.call("lend sql COMMIT")
            try await host.expect("begin a ", within: 10)
            try await other.call("lend sql BEGIN IMMEDIATE")
            _ = try await other.store("lend echo z")
            try await other.call("lend exit")
            try await host.expect("begin z", within: 10)
        }

        @Test("Stop does not wait for a transaction that stays open; the next start finds what is committed later")
        func stopped() async throws {
            let app = try await lending()
            _ = try await app.store("lend echo a")
            app.say("stop 5")
            try await app.expect("stopped")
            try await app.call("lend sql COMMIT")
            app.say("lend echo b")
            #expect(try await app.expect("error").joined(separator: " ").contains("is not started"))
            app.say("restart \(scratch.database) 1")
            try await app.expect("started")
            try await app.expect("begin a ", within: 10)
        }

        @Test("A connection without a transaction, or to another file, is refused in words")
        func refused() async throws {
            let app = try await App.started(scratch, workers: 0)
            try await app.call("lend open \(scratch.database)")
            app.say("lend echo a")
            #expect(try await app.expect("error").joined(separator: " ").contains("BEGIN IMMEDIATE"))
            try await app.call("lend open \(scratch.path)/other.db")
            try await app.call("lend sql BEGIN IMMEDIATE")
            app.say("lend echo a")
            #expect(try await app.expect("error").joined(separator: " ").contains("other.db"))
            #expect(try Database(scratch).counts() == [:])
        }
    }

    @Suite("Handles of unique calls")
    struct UniqueHandleTests {
        @Test("Inside a transaction they lead to the equal task: one that stands, or one of the same transaction")
        func together() async throws {
            let scratch = try TemporaryFolder()
            let app = try await App.started(scratch, workers: 0)
            app.say("together x")
            let first = try await app.expect("stored")
            app.say("together x")
            let second = try await app.expect("stored")
            let handles = Set(first.dropFirst() + second.dropFirst())
            #expect(handles.count == 4)
            #expect(try await app.store("once x") == first[1])
            for handle in handles {
                app.say("status \(handle)")
                #expect(try await app.expect("status") == ["status", "waiting"])
            }
            try await app.call("cancel \(second[2])")
            for handle in handles {
                app.say("status \(handle)")
                #expect(try await app.expect("status") == ["status", "cancelled"])
            }
            // The folder goes with its last use.
            withExtendedLifetime(scratch) {}
        }

        @Test("Many processes at once: one task, and every handle leads to its result")
        func manyAtOnce() async throws {
            let scratch = try TemporaryFolder()
            var apps: [App] = []
            for workers in [2, 0, 0] { apps.append(try await App.started(scratch, workers: workers)) }
            for round in 0..<10 {
                for app in apps { app.say("together r\(round)") }
                for app in apps {
                    app.say("text \(try await app.expect("stored")[1])")
                    #expect(try await app.expect("value") == ["value", "r\(round)!"])
                }
            }
            #expect(try SideConnection.run("PRAGMA integrity_check", in: scratch.database) == ["ok"])
        }
    }
}
