import Foundation
import SQLiteStore
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    /// A deploy starts the new build while the old one still runs; the new one brings the tables forward.
    @Suite("An application whose tables a later build has brought forward")
    struct LaterSchemaTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        /// What a later migration may do: new columns and tables, and another version.
        private func bringForward() throws {
            for sql in [
                "ALTER TABLE autocron_tasks ADD COLUMN later TEXT", "CREATE TABLE autocron_of_later_build(id INTEGER)",
                "UPDATE autocron_schema SET version = \(Schema.version + 1)",
            ] {
                try SideConnection.run(sql, in: scratch.database)
            }
        }

        @Test("Its workers go on, and calls are stored and run")
        func goesOn() async throws {
            let app = try await App.started(scratch, workers: 1)
            _ = try await app.store(.echo("before"))
            try await app.expect(.began("before"))
            try bringForward()
            _ = try await app.store(.echo("after"))
            try await app.expect(.began("after"))
            try await app.expectSquare(of: 7)
        }

        @Test("A worker that dies is not replaced, the log says why, and what waits is kept for the later build")
        func noNewWorkers() async throws {
            let app = try await App.started(scratch, workers: 1)
            _ = try await app.store(.echo("before"))
            try await app.expect(.began("before"))
            try bringForward()
            try await app.call(.die("last", by: .signal(SIGKILL)))
            let log = try await app.expect(.log(.error, "a worker cannot work:")).text
            #expect(log.contains("version \(Schema.version + 1), written by a later build of autocron"))
            _ = try await app.store(.echo("kept"))
            try await app.stop(within: 1)
            #expect(app.events(.began("kept")).isEmpty)
        }
    }
}
