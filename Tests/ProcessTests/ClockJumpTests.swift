import Foundation
import TaskModel
import TestMessages
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
            try await app.expect(.started)
            return app
        }

        @Test("Forward: what has become due runs, once; what runs is not interrupted")
        func forward() async throws {
            let app = try await app()
            let far = try await app.store(.later("far", seconds: 3600))
            try await app.call(.nap("slow", seconds: 0.3))
            try await app.expect(.began("slow"))
            try setClock(seconds: 7_200)
            // Whoever commits anything has the pool look; otherwise it does so once a minute.
            _ = try await app.store(.echo("nudge"))
            try await app.expect(.began("far"))
            try await app.expectValue("far!", of: far)
            try await app.expect(.ended("slow"))
            try await stop(app, succeeded: 3)
        }

        @Test("Back: what is called then runs then, and nothing that was acknowledged is lost or run again")
        func back() async throws {
            let app = try await app()
            let before = try await app.store(.echo("before"))
            try await app.expect(.began("before"))
            let later = try await app.store(.later("later", seconds: 60))
            try setClock(seconds: -86_400)
            let after = try await app.store(.echo("after"))
            try await app.expectValue("after!", of: after)
            try await app.expectValue("before!", of: before)
            try await app.expectStatus("waiting", of: later)
            try setClock(seconds: 120)
            _ = try await app.store(.echo("nudge"))
            try await app.expectValue("later!", of: later)
            try await stop(app, succeeded: 4)
        }

        @Test("Back and forth, with kills in between: each task has one final state")
        func kills() async throws {
            var ids: [String] = []
            for (round, seconds) in [Int64(0), 90_000, -90_000, 3].enumerated() {
                try setClock(seconds: seconds)
                let app = try await app()
                for number in 0..<5 { ids.append(try await app.store(.echo("r\(round)n\(number)"))) }
                kill(app.processID, SIGKILL)
                try await app.expectEnd()
            }
            // Later than any of them was due.
            try setClock(seconds: 180_000)
            let app = try await app()
            try await app.waitUntilIdle()
            try await stop(app, succeeded: ids.count)
        }

        private func stop(_ app: App, succeeded: Int) async throws {
            try await app.stop(within: 5)
            #expect(try Database(scratch).counts() == [.succeeded: succeeded])
            #expect(try SideConnection.damage(in: scratch.database) == [])
        }
    }
}
