#if os(Linux)
import Foundation
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("An application that starts and stops again and again")
    struct StartStopTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        /// Starts and stops a number of times, and tells what the process then has open, and of threads.
        private func cycle(_ app: App, times: Int) async throws -> (descriptors: Int, threads: Int) {
            for _ in 0..<times {
                try await app.restart(database: scratch.database, workers: 1)
                try await app.stop(within: 1)
            }
            return (count("fd", of: app), count("task", of: app))
        }

        private func count(_ folder: String, of app: App) -> Int {
            ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(app.processID)/\(folder)")) ?? []).count
        }

        @Test(
            "As the host, and as one that waits for the host's end, it keeps nothing of all that",
            arguments: [true, false])
        func keepsNothing(isHost: Bool) async throws {
            let host = isHost ? nil : try await App.started(scratch, workers: 1)
            let app = try await App.started(scratch, workers: 1)
            try await app.stop(within: 1)
            let first = try await cycle(app, times: 3)
            let last = try await cycle(app, times: 12)
            // The system's own threads come and go.
            #expect(last.descriptors <= first.descriptors + 3)
            #expect(last.threads <= first.threads + 4)
            _ = host
        }

        @Test("One that waited and was stopped takes over after its next start")
        func takesOver() async throws {
            let host = try await App.started(scratch, workers: 1)
            let app = try await App.started(scratch, workers: 1)
            try await app.stop(within: 1)
            _ = try await cycle(app, times: 2)
            try await app.restart(database: scratch.database, workers: 1)
            kill(host.processID, SIGKILL)
            try await app.call(.plain("mine"))
            try await app.expect(.began("mine"))
        }

        @Test("One that is stopped while it waits leaves the pool to others")
        func leavesToOthers() async throws {
            let host = try await App.started(scratch, workers: 1)
            let stopped = try await App.started(scratch, workers: 1)
            let waiting = try await App.started(scratch, workers: 1)
            try await stopped.stop(within: 1)
            kill(host.processID, SIGKILL)
            try await waiting.call(.plain("mine"))
            try await waiting.expect(.began("mine"))
        }
    }
}
#endif
