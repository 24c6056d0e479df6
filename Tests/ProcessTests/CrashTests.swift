import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Death of a worker")
    struct CrashTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("A worker killed in mid-task costs the task one attempt, and in less than a second it runs again")
        func killedInTask() async throws {
            let app = try await App.started(scratch)
            try await app.call(.persistentNap("victim", seconds: 600))
            let first = try await app.expect(.began("victim", attempt: 1))
            let killed = Date()
            kill(first.process, SIGKILL)
            let second = try await app.expect(.began("victim", attempt: 2))
            #expect(Date().timeIntervalSince(killed) < 1)
            #expect(second.process != first.process)
            kill(second.process, SIGKILL)
            let log = try await app.expect(.log(.warning, "worker \(second.process)")).text
            #expect(log.contains("signal 9 (SIGKILL)"))
            #expect(log.contains("no attempt is left"))
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.failed: 1])
        }

        @Test(
            "The cause of a worker's death stands in the task's error",
            arguments: [
                (.trap, "signal 4"), (.signal(SIGSEGV), "signal 11"), (.signal(SIGKILL), "signal 9"), (.exit, "code 3"),
            ] as [(DeathCause, String)]
        )
        func cause(_ cause: DeathCause, _ expected: String) async throws {
            let app = try await App.started(scratch)
            try await app.call(.die("victim", by: cause))
            try await app.expect(.began("victim"))
            try await app.expect(.began("victim"))
            let log = try await app.expect(.log(.warning)).text
            #expect(log.contains(expected))
            // The application is none the worse for it.
            try await app.expectSquare(of: 3)
        }

        @Test("The log tells programs of a crash and of a thrown error: which event, task, attempt, worker and signal")
        func events() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.die("victim", by: .signal(SIGKILL)))
            let first = try await app.expect(.began("victim"))
            let crash = try #require(try await app.expect(.log(.warning, event: "attempt.crashed")).log).metadata
            #expect(crash["autocron.task.attempt"] == "1")
            #expect(crash["autocron.task.state"] == "waiting")
            #expect(crash["autocron.worker"] == "\(first.process)")
            #expect(crash["autocron.signal"] == "9")
            #expect(crash["autocron.queue"] == "default")
            #expect(crash["autocron.failure"] == "crashed")
            #expect(crash["autocron.task.id"] != nil)
            let last = try #require(try await app.expect(.log(.warning, event: "attempt.crashed")).log).metadata
            #expect(last["autocron.task.attempt"] == "2")
            #expect(last["autocron.task.state"] == "failed")
        }

        @Test("Tasks that the dead worker had only reserved run, and their attempts are not counted")
        func reservedTasks() async throws {
            let app = try await App.started(scratch, workers: 0)
            for number in 0..<30 { app.send(.echo("before\(number)")) }
            app.send(.die("culprit", by: .signal(SIGKILL)))
            for number in 0..<30 { app.send(.echo("after\(number)")) }
            for _ in 0..<60 { try await app.expect(.stored) }
            app.send(.exit)
            try await app.expectEnd()

            let second = try await App.started(scratch, workers: 1)
            for number in 0..<30 {
                try await second.expect(.began("before\(number)", attempt: 1))
                try await second.expect(.began("after\(number)", attempt: 1))
            }
            try await second.expect(.began("culprit", attempt: 1))
            try await second.expect(.began("culprit", attempt: 2))
            try await second.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 60, .failed: 1])
            // Each ran once: nothing more is said.
            #expect(second.events(.began).isEmpty)
        }

        @Test("A worker that is asked to end finishes its task and is replaced")
        func terminated() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.nap("polite", seconds: 0.3))
            let worker = try await app.expect(.began("polite")).process
            kill(worker, SIGTERM)
            try await app.expect(.ended("polite"))
            _ = try await app.store(.echo("next"))
            #expect(try await app.expect(.began("next")).process != worker)
        }
    }
}
