import Foundation
import Platform
import SQLiteStore
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Calls")
    struct CallTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("A call returns, the task runs in another process, and its result comes back")
        func runsElsewhere() async throws {
            let app = try await App.started(scratch)
            let id = try await app.store(.echo("hello"))
            let begin = try await app.expect(.began("hello"))
            #expect(begin.process != app.processID)
            try await app.expectValue("hello!", of: id)
            try await app.expectStatus("succeeded", of: id)
        }

        @Test(
            "Results come back whole, whether they are short enough to come with the news or not",
            arguments: [255, 256, 5_000])
        func longResults(length: Int) async throws {
            let app = try await App.started(scratch)
            // The result is a sign longer, and has two quotation marks in JSON.
            let tag = String(repeating: "x", count: length - 3)
            let id = try await app.store(.echo(tag))
            try await app.expectValue(tag + "!", of: id)
        }

        @Test("A call that waits for its result returns it")
        func awaitsResult() async throws {
            let app = try await App.started(scratch)
            try await app.expectSquare(of: 12)
        }

        @Test("Calls of functions that cannot throw, and of synchronous throwing ones, run as well")
        func otherEffects() async throws {
            let app = try await App.started(scratch)
            try await app.call(.plain("one"))
            try await app.call(.blocking("two"))
            try await app.expect(.began("one"))
            try await app.expect(.began("two"))
        }

        @Test("Calls inside a task are stored like any others")
        func nested() async throws {
            let app = try await App.started(scratch)
            try await app.call(.nesting("n"))
            try await app.expect(.began("n.plain"))
            try await app.expect(.ended("n.nap"))
        }

        @Test("A task can wait for another task's result")
        func awaitsInTask() async throws {
            let app = try await App.started(scratch)
            let id = try await app.store(.awaiting("a"))
            try await app.expectValue("50", of: id, as: .number)
        }

        @Test("A delayed call runs when its time has come, not before")
        func delayed() async throws {
            let app = try await App.started(scratch)
            let before = Date()
            _ = try await app.store(.later("tick", seconds: 0.3))
            try await app.expect(.began("tick"))
            #expect(Date().timeIntervalSince(before) >= 0.3)
        }

        @Test("A call before 'start' is kept until then, and made once although workers run the same code")
        func earlyCall() async throws {
            let app = try App("TestApp", [scratch.database, "2"], environment: ["TEST_EARLY_CALL": "1"])
            try await app.expect(.started)
            try await app.expect(.began("early"))
            try await app.waitUntilIdle()
            try await app.stop(within: 1)
            #expect(try Database(scratch).counts() == [.succeeded: 1])
        }

        @Test("Calls that cannot throw are stored when the program ends by itself")
        func flushedAtExit() async throws {
            let app = try await App.started(scratch, workers: 0)
            for number in 0..<200 { app.send(.plain("p\(number)")) }
            app.send(.exit)
            try await app.expectEnd()
            #expect(try Database(scratch).counts() == [.waiting: 200])
        }

        @Test("A task that throws is tried again, and ends with its error when no attempt is left")
        func retries() async throws {
            let app = try await App.started(scratch)
            let lucky = try await app.store(.failing("lucky", times: 2))
            try await app.expectValue("3", of: lucky, as: .number)
            let unlucky = try await app.store(.failing("unlucky", times: 3))
            app.send(.value(of: unlucky, as: .number))
            try await app.expect(.error("Refusal(attempt: 3)"))
        }

        @Test("A handle finds its task again after a restart of the application")
        func handleSurvives() async throws {
            let first = try await App.started(scratch)
            let id = try await first.store(.echo("kept"))
            try await first.expectValue("kept!", of: id)
            first.send(.exit)
            try await first.expectEnd()
            let second = try await App.started(scratch)
            try await second.expectValue("kept!", of: id)
        }

        @Test("A wait ends at its limit, and the task goes on")
        func limitedWait() async throws {
            let app = try await App.started(scratch)
            let id = try await app.store(.later("patient", seconds: 600))
            app.send(.value(of: id, within: 0.05))
            try await app.expect(.error("it continues"))
            try await app.expectStatus("waiting", of: id)
        }

        @Test("A result is there for its time to live, and then nothing is known of the task")
        func expires() async throws {
            let app = try await App.started(scratch, workers: 1, "ttl=1")
            let id = try await app.store(.echo("brief"))
            try await app.expectValue("brief!", of: id)
            var status = ""
            let began = ContinuousClock.now
            while status != "unknown", ContinuousClock.now - began < .seconds(20) {
                app.send(.status(of: id))
                status = try await app.expect(.status).value ?? ""
            }
            #expect(status == "unknown")
            #expect(ContinuousClock.now - began > .milliseconds(500))
            app.send(.value(of: id))
            try await app.expect(.error("nothing is known"))
        }

        @Test("Tasks of unknown names and with arguments that do not decode are parked, and shown")
        func parks() async throws {
            let app = try await App.started(scratch, workers: 1)
            let store = try SQLiteStore(path: scratch.database)
            let now = WallTime.now()
            let unknown = TaskID.make()
            let wrong = TaskID.make()
            _ = try store.write { connection throws(StoreError) in
                _ = try connection.insert(
                    NewTask(id: unknown, name: "Gone.function()", arguments: Array("{}".utf8), created: now, runAt: now)
                )
                return try connection.insert(
                    NewTask(
                        id: wrong, name: "TestApp.echo(_:)", arguments: Array(#"{"text":7}"#.utf8), created: now,
                        runAt: now
                    )
                )
            }
            // Any call wakes the worker, which then takes these first.
            _ = try await app.store(.echo("go"))
            try await app.expect(.began("go"))
            try await app.waitUntilIdle()
            for id in [unknown, wrong] {
                try await app.expectStatus("parked", of: id.description)
            }
            app.send(.value(of: wrong.description, as: .number))
            try await app.expect(.error("text"))
        }

        @Test("A worker is replaced after the number of tasks that it may run")
        func replacesWorkers() async throws {
            let app = try await App.started(scratch, workers: 1, "tasks=1")
            var workers: Set<pid_t> = []
            for number in 0..<3 {
                _ = try await app.store(.echo("r\(number)"))
                workers.insert(try await app.expect(.began("r\(number)")).process)
            }
            #expect(workers.count == 3)
        }

        @Test("A program that never awaits starts as well, and its workers serve the main actor")
        func blockingStart() async throws {
            let app = try App("BlockingTestApp", [scratch.database])
            try await app.expect(.started)
            try await app.expect(.began("sync"))
            try await app.expect(.value("true"))
            try await app.expectEnd()
        }

        @Test("A program that never awaits stops as well: its workers are gone, and what it stored is done")
        func blockingStop() async throws {
            let app = try App("BlockingTestApp", [scratch.database, "stop"])
            try await app.expect(.started)
            try await app.expect(.began("sync"))
            try await app.stop(within: 10)
            // A second time it says so.
            try await app.expect(.refused("notRunning"))
            try await app.expectEnd()
            #expect(app.process.terminationStatus == 0)
        }

        @Test("A program that starts on its main thread may log there, also that another process hosts the workers")
        func blockingStartThatLogs() async throws {
            let host = try await App.started(scratch, workers: 1)
            let app = try App("BlockingTestApp", [scratch.database, "logs"])
            try await app.expect(.started)
            try await app.expect(.log("another process hosts the workers"))
            _ = host
        }
    }
}
