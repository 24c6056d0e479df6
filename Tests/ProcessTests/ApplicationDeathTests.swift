import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Death of the application")
    struct ApplicationDeathTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("Killed in mid-load: its workers go, nothing acknowledged is lost, and the next start runs what was left")
        func killedInLoad() async throws {
            let app = try await App.started(scratch)
            app.send(.many(3000))
            for _ in 0..<500 { try await app.expect(.stored) }
            kill(app.processID, SIGKILL)
            let killed = Date()
            // The output ends when the last process that holds it has ended: no worker is left then.
            try await app.expectEnd()
            #expect(Date().timeIntervalSince(killed) < 2.5)
            let acknowledged = 500 + app.events(.stored).count

            let second = try await App.started(scratch)
            try await second.waitUntilIdle()
            let counts = try Database(scratch).counts()
            #expect(Set(counts.keys) == [.succeeded])
            #expect(try #require(counts[.succeeded]) >= acknowledged)
        }

        @Test("An idle worker is gone at once")
        func idleWorkers() async throws {
            let app = try await App.started(scratch)
            _ = try await app.store(.echo("ready"))
            try await app.expect(.began("ready"))
            kill(app.processID, SIGKILL)
            let killed = Date()
            try await app.expectEnd()
            #expect(Date().timeIntervalSince(killed) < 0.5)
        }

        @Test("A running task is cancelled, given its grace, and waits again uncounted")
        func runningTask() async throws {
            let app = try await App.started(scratch)
            try await app.call(.nap("long", seconds: 600))
            try await app.expect(.began("long"))
            kill(app.processID, SIGKILL)
            try await app.expect(.cancelled("long"))
            try await app.expectEnd()
            #expect(try Database(scratch).counts() == [.waiting: 1])

            let second = try await App.started(scratch)
            try await second.expect(.began("long", attempt: 1))
        }

        @Test("A task that does not listen is killed with its worker when the grace is over, and waits again")
        func deafTask() async throws {
            let app = try await App.started(scratch)
            try await app.call(.spinForEver("deaf"))
            try await app.expect(.began("deaf"))
            kill(app.processID, SIGKILL)
            let killed = Date()
            try await app.expectEnd()
            #expect(Date().timeIntervalSince(killed) < 2.5)
            let second = try await App.started(scratch, workers: 1)
            try await second.expect(.began("deaf"))
        }

        @Test("Application and workers killed together: nothing is charged, and the next start runs the task again")
        func everythingAtOnce() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.nap("victim", seconds: 600))
            for number in 0..<10 { _ = try await app.store(.echo("other\(number)")) }
            try await killEverything(of: app, worker: try await app.expect(.began("victim")).process)

            let started = Date()
            let second = try await App.started(scratch, workers: 1)
            try await second.expect(.began("victim", attempt: 1))
            #expect(Date().timeIntervalSince(started) < 1.5)
            let log = try await second.expect(.log(.warning, "worker")).text
            #expect(log.contains("ended together with its application"))
            #expect(log.contains("does not count (1 of 3 such ends in a row)"))
            #expect(try interruptions() == ["1 1 0"])
        }

        /// Of all tasks that were interrupted: how often, how often in a row without a cause, and how often charged.
        private func interruptions() throws -> [String] {
            try SideConnection.run(
                """
                SELECT interruptions || ' ' || unattributed || ' ' || attempts_used FROM autocron_tasks \
                WHERE interruptions > 0 OR attempts_used > 0
                """, in: scratch.database)
        }

        private func killEverything(of app: App, worker: pid_t) async throws {
            // Stopped first, so that neither can see the other's end.
            for signal in [SIGSTOP, SIGKILL] {
                kill(app.processID, signal)
                kill(worker, signal)
            }
            try await app.expectEnd()
        }

        @Test("A task with one attempt, three times killed with everything, is taken for the cause")
        func threeTimes() async throws {
            var app = try await App.started(scratch, workers: 1)
            try await app.call(.spinForEver("lone"))
            var id = ""
            for time in 1...3 {
                let worker = try await app.expect(.began("lone")).process
                id = try Database(scratch).onlyTask()
                try await killEverything(of: app, worker: worker)
                app = try await App.started(scratch, workers: 1)
                let log = try await app.expect(.log(.warning, "worker")).text
                #expect(log.contains(time < 3 ? "does not count (\(time) of 3" : "the task is taken for the cause"))
            }
            app.send(.value(of: id))
            try await app.expect(.error("no process was left to learn why"))
            let failure = try SideConnection.run(
                "SELECT json_extract(CAST(outcome AS TEXT), '$.message') FROM autocron_tasks WHERE state = 3",
                in: scratch.database)
            #expect(failure == ["worker and application ended together 3 times in a row while it ran"])
        }

        @Test(
            "Killed while a worker is on its way to 'start': it ends, also where the application's parent does not reap"
        )
        func orphan() async throws {
            #expect(unsafe mkfifo(scratch.gate("start"), 0o600) == 0)
            // The shell becomes a program that waits for no children, as the first process of many a container.
            // By way of descriptor 3: it gives what it starts beside itself the null device for a standard input, at whose end
            // the application would end by itself.
            let application = "'\(App.path(of: "TestApp"))' '\(scratch.database)' 1 gate=\(scratch.gate("start"))"
            let command = "exec 3<&0; \(application) <&3 3<&- & exec sleep 600 3<&-"
            let parent = try App(at: "/bin/sh", ["-c", command])
            let process = try await parent.expect(.started).process
            let worker = try await parent.expect(.atGate).process
            kill(process, SIGKILL)
            #expect(try await Processes.waitForEnd(of: process))
            #expect(kill(process, 0) == 0, "it must not be reaped for this")
            scratch.open(gate: "start")
            #expect(try await Processes.waitForEnd(of: worker))
            #expect(parent.lines == [])
        }
    }
}
