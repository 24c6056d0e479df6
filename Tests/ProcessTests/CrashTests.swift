import Foundation
import TaskModel
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
            try await app.call("persistentNap victim 600")
            let first = try await app.expect("begin victim")
            #expect(first[3] == "1")
            let killed = Date()
            kill(try #require(pid_t(first[2])), SIGKILL)
            let second = try await app.expect("begin victim")
            #expect(Date().timeIntervalSince(killed) < 1)
            #expect(second[3] == "2")
            #expect(second[2] != first[2])
            kill(try #require(pid_t(second[2])), SIGKILL)
            let log = try await app.expect("log warning worker \(second[2])").joined(separator: " ")
            #expect(log.contains("signal 9 (SIGKILL)"))
            #expect(log.contains("no attempt is left"))
            app.say("drain")
            try await app.expect("drained")
            #expect(try Database(scratch).counts() == [.failed: 1])
        }

        @Test(
            "The cause of a worker's death stands in the task's error",
            arguments: [("trap", "signal 4"), ("11", "signal 11"), ("9", "signal 9"), ("exit", "code 3")]
        )
        func cause(_ order: String, _ expected: String) async throws {
            let app = try await App.started(scratch)
            try await app.call("die \(order)-task \(order)")
            try await app.expect("begin \(order)-task")
            try await app.expect("begin \(order)-task")
            let log = try await app.expect("log warning").joined(separator: " ")
            #expect(log.contains(expected))
            // The application is none the worse for it.
            app.say("square 3")
            try await app.expect("value 9")
        }

        @Test("The log tells programs of a crash and of a thrown error: which event, task, attempt, worker and signal")
        func events() async throws {
            let app = try await App.started(scratch, workers: 1, "events")
            try await app.call("die victim 9")
            let first = try await app.expect("begin victim")
            let crash = try await app.expect("event warning attempt.crashed")
            #expect(crash.contains("autocron.task.attempt=1"))
            #expect(crash.contains("autocron.task.state=waiting"))
            #expect(crash.contains("autocron.worker=\(first[2])"))
            #expect(crash.contains("autocron.signal=9"))
            #expect(crash.contains("autocron.queue=default"))
            #expect(crash.contains("autocron.failure=crashed"))
            #expect(crash.contains { $0.hasPrefix("autocron.task.id=") })
            let last = try await app.expect("event warning attempt.crashed")
            #expect(last.contains("autocron.task.attempt=2"))
            #expect(last.contains("autocron.task.state=failed"))
        }

        @Test("Tasks that the dead worker had only reserved run, and their attempts are not counted")
        func reservedTasks() async throws {
            let app = try await App.started(scratch, workers: 0)
            for number in 0..<30 { app.say("echo before\(number)") }
            app.say("die culprit 9")
            for number in 0..<30 { app.say("echo after\(number)") }
            for _ in 0..<60 { try await app.expect("stored") }
            app.say("exit")
            try await app.expectEnd()

            let second = try await App.started(scratch, workers: 1)
            for number in 0..<30 {
                #expect(try await second.expect("begin before\(number) ")[3] == "1")
                #expect(try await second.expect("begin after\(number) ")[3] == "1")
            }
            #expect(try await second.expect("begin culprit")[3] == "1")
            #expect(try await second.expect("begin culprit")[3] == "2")
            second.say("drain")
            try await second.expect("drained")
            #expect(try Database(scratch).counts() == [.succeeded: 60, .failed: 1])
            // Each ran once: nothing more is said.
            #expect(second.said.allSatisfy { !$0.hasPrefix("begin") })
        }

        @Test("A worker that is asked to end finishes its task and is replaced")
        func terminated() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call("nap polite 0.3")
            let worker = try #require(pid_t(try await app.expect("begin polite")[2]))
            kill(worker, SIGTERM)
            try await app.expect("end polite")
            _ = try await app.store("echo next")
            #expect(pid_t(try await app.expect("begin next")[2]) != worker)
        }
    }
}
