import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("A program that does nothing but host workers")
    struct HostTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("A process that was forked from the host, and lives on, keeps nobody from taking over")
        func forkedChild() async throws {
            let host = try await App.started(scratch, workers: 1)
            let guest = try await App.started(scratch, workers: 1)
            try await guest.expect(.log(.info, "another process hosts the workers"))
            // The host's worker sleeps then: one that is just starting could claim the guest's task before it is orphaned.
            _ = try await host.store(.echo("first"))
            try await host.waitUntilIdle()
            host.send(.fork)
            let child = try #require(try await host.expect(.forked).child)
            defer { kill(child, SIGKILL) }
            try await host.expect(.called)
            kill(host.processID, SIGKILL)
            _ = try await guest.store(.echo("taken"))
            try await guest.expect(.began("taken"))
            #expect(!Processes.isGone(child))
        }

        /// Starts a host, and a guest that gives it work.
        private func start() async throws -> (host: App, guest: App) {
            let host = try App("TestApp", [scratch.database, "1", "host"])
            try await host.expect(.hosting)
            let guest = try await App.started(scratch, workers: 0)
            try await guest.expectSquare(of: 4)
            return (host, guest)
        }

        @Test("It works until SIGTERM or SIGINT, and returns when all is stopped", arguments: [SIGTERM, SIGINT])
        func returns(signal: Int32) async throws {
            let (host, guest) = try await start()
            try await guest.call(.nap("short", seconds: 0.3))
            try await host.expect(.began("short"))
            kill(host.processID, signal)
            // The running task may end by itself.
            try await host.expect(.ended("short"))
            try await host.expect(.log(.info, "stops because of SIG"))
            try await host.expect(.returned)
            try await host.expectEnd()
            #expect(host.process.terminationReason == .exit && host.process.terminationStatus == 0)
            #expect(try Database(scratch).counts() == [.succeeded: 2])
        }

        @Test("A second signal ends it at once; what ran waits again, uncounted")
        func twice() async throws {
            let (host, guest) = try await start()
            try await guest.call(.spinForEver("deaf"))
            try await host.expect(.began("deaf"))
            kill(host.processID, SIGTERM)
            try await host.expect(.log(.info, "stops because of SIGTERM"))
            kill(host.processID, SIGTERM)
            try await host.expectEnd()
            #expect(host.process.terminationReason == .uncaughtSignal && host.process.terminationStatus == SIGTERM)
            // It ran, was stopped by no fault of its own, and runs again.
            let next = try App("TestApp", [scratch.database, "1", "host"])
            try await next.expect(.began("deaf"))
            #expect(
                try SideConnection.run("SELECT attempts_used FROM autocron_tasks WHERE state = 1", in: scratch.database)
                    == [
                        "0"
                    ])
            kill(next.processID, SIGKILL)
            try await next.expectEnd()
        }

        @Test("A second one in the same process is refused, and the first still hears of signals")
        func twiceInOneProcess() async throws {
            let host = try App("TestApp", [scratch.database, "1", "host", "twice"])
            try await host.expect(.hosting)
            try await host.expect(.refused("alreadyStarted"))
            let guest = try await App.started(scratch, workers: 0)
            try await guest.expectSquare(of: 4)
            kill(host.processID, SIGTERM)
            try await host.expect(.log(.info, "stops because of SIGTERM"))
            try await host.expect(.returned)
        }

        @Test("It refuses what 'start' refuses")
        func refuses() async throws {
            let host = try App("TestApp", [scratch.path + "/none/app.db", "1", "host"])
            try await host.expect(.refused("missingDirectory"))
        }
    }
}
