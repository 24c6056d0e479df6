import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Stopping")
    struct StopTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("Stop lets a running task end in its time")
        func waitsForTask() async throws {
            let app = try await App.started(scratch)
            try await app.call(.nap("short", seconds: 0.3))
            try await app.expect(.began("short"))
            app.send(.stop(within: 10))
            try await app.expect(.ended("short"))
            try await app.expect(.stopped)
            #expect(try Database(scratch).counts() == [.succeeded: 1])
        }

        @Test("What does not end in time is cancelled, waits again, and the attempt does not count")
        func interrupts() async throws {
            let app = try await App.started(scratch)
            try await app.call(.nap("long", seconds: 600))
            try await app.expect(.began("long"))
            app.send(.stop(within: 0.4))
            try await app.expect(.cancelled("long"))
            try await app.expect(.stopped)
            #expect(try Database(scratch).counts() == [.waiting: 1])
            try await app.restart(database: scratch.database, workers: 1)
            try await app.expect(.began("long", attempt: 1))
        }

        @Test("What does not listen is killed at the end of the time")
        func kills() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.spinForEver("deaf"))
            let worker = try await app.expect(.began("deaf")).process
            let before = Date()
            try await app.stop(within: 0.3)
            #expect(Date().timeIntervalSince(before) < 1)
            #expect(Processes.isGone(worker))
            #expect(try Database(scratch).counts() == [.waiting: 1])
        }

        #if os(Linux)
        @Test("An instant that passes while it stops does not keep the processor busy")
        func sleepsWhileStopping() async throws {
            let app = try await App.started(scratch)
            try await app.call(.nap("long", seconds: 600))
            try await app.expect(.began("long"))
            _ = try await app.store(.later("soon", seconds: 0.2))
            let before = try Processes.processorTime(app.processID)
            try await app.stop(within: 2)
            // It took one and a half seconds until the task was cancelled, almost all of them after that instant.
            #expect(try Processes.processorTime(app.processID) - before < 0.5)
        }
        #endif

        @Test("No process is left, and the application may start again")
        func leavesNothing() async throws {
            let app = try await App.started(scratch)
            try await app.stop(within: 5)
            app.send(.echo("x"))
            try await app.expect(.error(of: .echo("x"), "not started"))
            try await app.restart(database: scratch.database, workers: 1)
            _ = try await app.store(.echo("again"))
            try await app.expect(.began("again"))
            try await app.stop(within: 5)
            app.send(.exit)
            try await app.expectEnd()
            // The last one out has copied the log and removed its files.
            #expect(!FileManager.default.fileExists(atPath: scratch.database + "-wal"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: scratch.database + "-autocron").sorted() == [
                    "pool.lock", "shared", "wake",
                ])
        }

        @Test("Stopping twice is refused")
        func twice() async throws {
            let app = try await App.started(scratch)
            try await app.stop(within: 1)
            app.send(.stop(within: 1))
            try await app.expect(.error(of: .stop(within: 1), "called before on this value"))
        }
    }
}
