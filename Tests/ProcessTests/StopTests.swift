import Foundation
import TaskModel
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
            try await app.call("nap short 0.3")
            try await app.expect("begin short")
            app.say("stop 10")
            try await app.expect("end short")
            try await app.expect("stopped")
            #expect(try Database(scratch).counts() == [.succeeded: 1])
        }

        @Test("What does not end in time is cancelled, waits again, and the attempt does not count")
        func interrupts() async throws {
            let app = try await App.started(scratch)
            try await app.call("nap long 600")
            try await app.expect("begin long")
            app.say("stop 0.4")
            try await app.expect("cancelled long")
            try await app.expect("stopped")
            #expect(try Database(scratch).counts() == [.waiting: 1])
            app.say("restart \(scratch.database) 1")
            try await app.expect("started")
            #expect(try await app.expect("begin long")[3] == "1")
        }

        @Test("What does not listen is killed at the end of the time")
        func kills() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call("spinForEver deaf")
            let worker = try #require(pid_t(try await app.expect("begin deaf")[2]))
            let before = Date()
            app.say("stop 0.3")
            try await app.expect("stopped")
            #expect(Date().timeIntervalSince(before) < 1)
            #expect(Processes.isGone(worker))
            #expect(try Database(scratch).counts() == [.waiting: 1])
        }

        #if os(Linux)
        @Test("An instant that passes while it stops does not keep the processor busy")
        func sleepsWhileStopping() async throws {
            let app = try await App.started(scratch)
            try await app.call("nap long 600")
            try await app.expect("begin long")
            _ = try await app.store("later soon 0.2")
            let before = try Processes.processorTime(app.processID)
            app.say("stop 2")
            try await app.expect("stopped")
            // It took one and a half seconds until the task was cancelled, almost all of them after that instant.
            #expect(try Processes.processorTime(app.processID) - before < 0.5)
        }
        #endif

        @Test("No process is left, and the application may start again")
        func leavesNothing() async throws {
            let app = try await App.started(scratch)
            app.say("stop 5")
            try await app.expect("stopped")
            app.say("echo x")
            #expect(try await app.expect("error echo").joined(separator: " ").contains("not started"))
            app.say("restart \(scratch.database) 1")
            try await app.expect("started")
            _ = try await app.store("echo again")
            try await app.expect("begin again")
            app.say("stop 5")
            try await app.expect("stopped")
            app.say("exit")
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
            app.say("stop 1")
            try await app.expect("stopped")
            app.say("stop 1")
            #expect(try await app.expect("error stop").joined(separator: " ").contains("called before on this value"))
        }
    }
}
