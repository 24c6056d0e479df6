import Foundation
import TaskModel
import TestMessages
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
            try await app.call(.connection(.open(scratch.database)))
            try await app.call(.connection(.sql("BEGIN IMMEDIATE")))
            return app
        }

        private func ledger() throws -> [String] {
            try SideConnection.run("SELECT entry FROM ledger ORDER BY 1", in: scratch.database)
        }

        @Test("It runs soon after the COMMIT, which nobody announces, and its handle is valid from then on")
        func committed() async throws {
            let app = try await lending()
            let id = try await app.store(.connection(.echo("a")))
            #expect(try Database(scratch).counts() == [:])
            try await app.call(.connection(.sql("COMMIT")))
            // A pool that nobody had told would look a minute later.
            try await app.expect(.began("a"), within: 10)
            try await app.expect(.began("a-once"), within: 10)
            try await app.expectValue("a-once", of: id)
            #expect(try ledger() == ["a"])
        }

        @Test("The asynchronous form, and another transaction's calls and delayed ones inside it")
        func asynchronous() async throws {
            let app = try await lending()
            let id = try await app.store(.connection(.echoes("b")))
            try await app.call(.connection(.nested("c")))
            try await app.call(.connection(.sql("COMMIT")))
            try await app.expect(.began("b"), within: 10)
            try await app.expect(.began("b-plain"), within: 10)
            try await app.expect(.began("c"), within: 10)
            try await app.expectValue("b!", of: id)
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 3, .waiting: 1])
        }

        @Test("After a ROLLBACK there is neither data nor task")
        func rolledBack() async throws {
            let app = try await lending()
            let id = try await app.store(.connection(.echo("a")))
            try await app.call(.connection(.sql("ROLLBACK")))
            try await app.expectStatus("unknown", of: id)
            _ = try await app.store(.echo("after"))
            try await app.expect(.began("after"))
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 1])
            #expect(try ledger().isEmpty)
            #expect(app.events(.began("a")).isEmpty)
        }

        @Test("A closure that throws stores nothing, and leaves the rest of the transaction to be committed")
        func closureThrows() async throws {
            let app = try await lending()
            try await app.call(.connection(.sql("INSERT INTO ledger VALUES ('kept')")))
            app.send(.connection(.failing("a")))
            try await app.expect(.error("as ordered"))
            try await app.call(.connection(.sql("COMMIT")))
            #expect(try ledger() == ["kept"])
            #expect(try Database(scratch).counts() == [:])
        }

        @Test("A call that waits for its result inside throws instead of waiting for ever")
        func awaitsInside() async throws {
            let app = try await lending()
            app.send(.connection(.awaiting))
            try await app.expect(.error("only at its end"))
            try await app.call(.connection(.sql("COMMIT")))
            #expect(try Database(scratch).counts() == [:])
        }

        @Test("Killed between the tasks and the COMMIT: neither data nor task; after the COMMIT: both, and it runs")
        func killed() async throws {
            let app = try await lending(workers: 0)
            _ = try await app.store(.connection(.echo("lost")))
            kill(app.processID, SIGKILL)
            try await app.expectEnd()
            let second = try await lending(workers: 0)
            #expect(try ledger().isEmpty)
            _ = try await second.store(.connection(.echo("kept")))
            try await second.call(.connection(.sql("COMMIT")))
            kill(second.processID, SIGKILL)
            try await second.expectEnd()
            #expect(try ledger() == ["kept"])
            #expect(try Database(scratch).counts() == [.waiting: 2])
            let third = try await App.started(scratch)
            try await third.expect(.began("kept"))
            try await third.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 2])
            #expect(try SideConnection.damage(in: scratch.database) == [])
        }

        @Test("A process that only stores tells the one that hosts the pool, also if it ends at once")
        func otherProcess() async throws {
            let host = try await App.started(scratch)
            let other = try await lending(workers: 0)
            _ = try await other.store(.connection(.echo("a")))
            try await other.call(.connection(.sql("COMMIT")))
            try await host.expect(.began("a"), within: 10)
            try await other.call(.connection(.sql("BEGIN IMMEDIATE")))
            _ = try await other.store(.connection(.echo("z")))
            try await other.call(.connection(.exit))
            try await host.expect(.began("z"), within: 10)
        }

        @Test("Stop does not wait for a transaction that stays open; the next start finds what is committed later")
        func stopped() async throws {
            let app = try await lending()
            _ = try await app.store(.connection(.echo("a")))
            try await app.stop(within: 5)
            try await app.call(.connection(.sql("COMMIT")))
            app.send(.connection(.echo("b")))
            try await app.expect(.error("is not started"))
            try await app.restart(database: scratch.database, workers: 1)
            try await app.expect(.began("a"), within: 10)
        }

        @Test("A connection without a transaction, or to another file, is refused in words")
        func refused() async throws {
            let app = try await App.started(scratch, workers: 0)
            try await app.call(.connection(.open(scratch.database)))
            app.send(.connection(.echo("a")))
            try await app.expect(.error("BEGIN IMMEDIATE"))
            try await app.call(.connection(.open("\(scratch.path)/other.db")))
            try await app.call(.connection(.sql("BEGIN IMMEDIATE")))
            app.send(.connection(.echo("a")))
            try await app.expect(.error("other.db"))
            #expect(try Database(scratch).counts() == [:])
        }
    }

    @Suite("Handles of unique calls")
    struct UniqueHandleTests {
        @Test("Inside a transaction they lead to the equal task: one that stands, or one of the same transaction")
        func together() async throws {
            let scratch = try TemporaryFolder()
            let app = try await App.started(scratch, workers: 0)
            app.send(.together("x"))
            let first = try await app.expect(.stored)
            app.send(.together("x"))
            let second = try await app.expect(.stored)
            let handles = Set(first.ids + second.ids)
            #expect(handles.count == 4)
            #expect(try await app.store(.once("x")) == first.id)
            for handle in handles {
                try await app.expectStatus("waiting", of: handle)
            }
            try await app.call(.cancel(second.ids[1]))
            for handle in handles {
                try await app.expectStatus("cancelled", of: handle)
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
                for app in apps { app.send(.together("r\(round)")) }
                for app in apps {
                    try await app.expectValue("r\(round)!", of: try await app.expect(.stored).id)
                }
            }
            #expect(try SideConnection.damage(in: scratch.database) == [])
        }
    }
}
