import Foundation
import TaskModel
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("A clock that is set while tasks wait and run")
    struct ClockJumpTests {
        let scratch: TemporaryFolder
        private var file: URL { URL(fileURLWithPath: scratch.path + "/shift") }

        init() throws {
            scratch = try TemporaryFolder()
            try Data(count: 8).write(to: file)
        }

        /// Sets the clock of all processes; the file stays the same one, which they have mapped.
        private func setClock(seconds: Int64) throws {
            let handle = try FileHandle(forWritingTo: file)
            defer { try? handle.close() }
            try handle.write(contentsOf: unsafe withUnsafeBytes(of: seconds * 1_000_000) { unsafe Data($0) })
        }

        private func app() async throws -> App {
            let app = try App("TestApp", [scratch.database, "2"], environment: ["AUTOCRON_CLOCK_SHIFT": file.path])
            try await app.expect("started")
            return app
        }

        @Test("Forward: what has become due runs, once; what runs is not interrupted")
        func forward() async throws {
            let app = try await app()
            let far = try await app.store("later far 3600")
            try await app.call("nap slow 0.3")
            try await app.expect("begin slow")
            try setClock(seconds: 7_200)
            // Whoever commits anything has the pool look; otherwise it does so once a minute.
            _ = try await app.store("echo nudge")
            try await app.expect("begin far")
            app.say("text \(far)")
            #expect(try await app.expect("value") == ["value", "far!"])
            try await app.expect("end slow")
            try await stop(app, succeeded: 3)
        }

        @Test("Back: what is called then runs then, and nothing that was acknowledged is lost or run again")
        func back() async throws {
            let app = try await app()
            let before = try await app.store("echo before")
            try await app.expect("begin before")
            let later = try await app.store("later later 60")
            try setClock(seconds: -86_400)
            let after = try await app.store("echo after")
            app.say("text \(after)")
            #expect(try await app.expect("value") == ["value", "after!"])
            app.say("text \(before)")
            #expect(try await app.expect("value") == ["value", "before!"])
            app.say("status \(later)")
            #expect(try await app.expect("status") == ["status", "waiting"])
            try setClock(seconds: 120)
            _ = try await app.store("echo nudge")
            app.say("text \(later)")
            #expect(try await app.expect("value") == ["value", "later!"])
            try await stop(app, succeeded: 4)
        }

        @Test("Back and forth, with kills in between: each task has one final state")
        func kills() async throws {
            var ids: [String] = []
            for (round, seconds) in [Int64(0), 90_000, -90_000, 3].enumerated() {
                try setClock(seconds: seconds)
                let app = try await app()
                for number in 0..<5 { ids.append(try await app.store("echo r\(round)n\(number)")) }
                kill(app.processID, SIGKILL)
                try await app.expectEnd()
            }
            // Later than any of them was due.
            try setClock(seconds: 180_000)
            let app = try await app()
            app.say("drain")
            try await app.expect("drained")
            try await stop(app, succeeded: ids.count)
        }

        private func stop(_ app: App, succeeded: Int) async throws {
            app.say("stop 5")
            try await app.expect("stopped")
            #expect(try Database(scratch).counts() == [.succeeded: succeeded])
            #expect(try SideConnection.run("PRAGMA integrity_check", in: scratch.database) == ["ok"])
        }
    }
}
