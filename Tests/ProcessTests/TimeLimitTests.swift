import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    /// The test application's tasks have half a second, and a grace of half a second more.
    @Suite("Time limits")
    struct TimeLimitTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("A task that listens is cancelled at its limit, and its worker lives on")
        func cancelled() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.limitedNap("slow", seconds: 600))
            let worker = try await app.expect(.began("slow")).process
            _ = try await app.store(.echo("next"))
            #expect(try await app.expect(.began("next")).process == worker)
            #expect(try Database(scratch).counts()[.failed] == 1)
        }

        @Test("A task that spins is killed at its limit and grace")
        func killed() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.spin("deaf"))
            try await app.expect(.began("deaf"))
            let log = try await app.expect(.log(.warning)).text
            #expect(log.contains("past its timeout"))
            let times = try SideConnection.run("SELECT finished - started FROM autocron_tasks", in: scratch.database)
            let elapsed = try #require(Int(times[0]))
            // A machine under load may be late, but nothing may be early.
            #expect(elapsed >= 1_000_000 && elapsed < 1_500_000)
            #expect(try Database(scratch).counts() == [.failed: 1])
        }

        @Test("A stopped worker is killed by the pool")
        func stoppedWorker() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.spin("frozen"))
            let worker = try await app.expect(.began("frozen")).process
            // The pool learns of the limit when the task has run for two milliseconds.
            try await app.expect(.spinning("frozen"))
            _ = try await app.store(.echo("behind"))
            kill(worker, SIGSTOP)
            let log = try await app.expect(.log(.warning)).text
            #expect(log.contains("past its timeout"))
            try await app.expect(.began("behind"))
        }

        @Test(
            "So do those that programs have left behind, also where the task heeds its cancellation",
            arguments: [DaemonParent.heedsCancellation, .ignoresCancellation])
        func leftBehind(parent: DaemonParent) async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.leavesDaemon("parent", then: parent))
            let daemon = try #require(try await app.expect(.began("parent")).child)
            try await app.expect(.log(.warning))
            #expect(try await Processes.waitForEnd(of: daemon))
        }

        @Test("At a stop, too")
        func leftBehindAtStop() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.leavesDaemon("parent", then: .heedsCancellation))
            let daemon = try #require(try await app.expect(.began("parent")).child)
            try await app.stop(within: 0.2)
            #expect(try await Processes.waitForEnd(of: daemon))
            #expect(try Database(scratch).counts() == [.waiting: 1])
        }

        @Test("What an earlier task has left on purpose is not touched when a later one is ended")
        func leftOnPurpose() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.leavesDaemon("earlier", then: .returns))
            let earlier = try await app.expect(.began("earlier"))
            let daemon = try #require(earlier.child)
            defer { kill(daemon, SIGKILL) }
            // When a process was started is known to a hundredth of a second, twice over.
            try await Task.sleep(for: .milliseconds(50))
            try await app.call(.leavesDaemon("later", then: .heedsCancellation))
            let later = try await app.expect(.began("later"))
            #expect(later.process == earlier.process)
            try await app.expect(.log(.warning))
            #expect(try await Processes.waitForEnd(of: try #require(later.child)))
            #expect(!Processes.isGone(daemon))
        }

        @Test("Programs that a task has started die with it")
        func grandchildren() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.startsProgram("parent"))
            let program = try #require(try await app.expect(.began("parent")).child)
            try await app.expect(.log(.warning))
            #expect(try await Processes.waitForEnd(of: program))
        }
    }
}
