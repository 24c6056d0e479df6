import Foundation
import Platform
import SQLiteStore
import TaskModel
import TestMessages
import TestSupport
import Testing
import WorkerFiles

extension ProcessSuite {
    @Suite("Processes that do not listen for a while")
    struct DeafTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        /// Waits until the database says something of which nobody tells.
        private func wait(until isSo: (Database) throws -> Bool) async throws {
            let database = try Database(scratch)
            let deadline = ContinuousClock.now.advanced(by: .seconds(60))
            while try !isSo(database) {
                try #require(ContinuousClock.now < deadline)
                try await Task.sleep(for: .milliseconds(10))
            }
        }

        @Test("An application that was stopped while its queue ran empty hears of the result, and its worker of a call")
        func stoppedApplication() async throws {
            let app = try await App.started(scratch, workers: 1)
            let count = 3_000
            app.send(.wide(count))
            try await app.expect(.kept)
            app.send(.square(7))
            try await wait { try $0.counts().values.reduce(0, +) == count + 1 }
            kill(app.processID, SIGSTOP)
            try await wait { try $0.counts() == [.succeeded: count + 1] }
            kill(app.processID, SIGCONT)
            try await app.expect(.value("49"))
            try await app.call(.plain("after"))
            try await app.expect(.began("after"))
        }

        @Test("A limit of a task that has ended meanwhile is no reason to end what its worker does now")
        func endedLimit() async throws {
            let app = try await App.started(scratch, workers: 1)
            // Its process must be gone a second after its begin.
            try await app.call(.limitedNap("short", seconds: 0.3))
            let worker = try await app.expect(.began("short")).process
            let limit = ContinuousClock.now.advanced(by: .milliseconds(1_200))
            try await app.call(.nap("next", seconds: 2))
            kill(app.processID, SIGSTOP)
            #expect(try await app.expect(.began("next")).process == worker)
            try await ContinuousClock().sleep(until: limit)
            kill(app.processID, SIGCONT)
            try await app.expect(.ended("next"))
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 2])
        }

        @Test("While the log of a crash waits, another worker is started and runs what is stored")
        func stalledLog() async throws {
            let app = try await App.started(scratch, workers: 1, "stall=\(scratch.gate("log"))")
            try #require(unsafe mkfifo(scratch.gate("log"), 0o600) == 0)
            try await app.call(.misbehave("x", .exit))
            try await app.expect(.stalled)
            try await app.call(.plain("after"))
            try await app.expect(.began("after"), within: 10)
            scratch.open(gate: "log")
            try FileManager.default.removeItem(atPath: scratch.gate("log"))
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 1, .failed: 1])
        }

        @Test("A worker that is woken and stopped does not keep a task from the others that sleep")
        func stoppedWorker() async throws {
            let app = try await App.started(scratch)
            for tag in ["a", "b"] { try await app.call(.nap(tag, seconds: 0.3)) }
            let workers = try await ["a", "b"].asyncMap { try await app.expect(.began("\($0)")).process }
            try #require(Set(workers).count == 2)
            try await app.waitUntilIdle()
            // Which of the two is woken is not known; in one of the rounds it is the wrong one.
            let store = try SQLiteStore(path: scratch.database)
            for worker in workers {
                // A worker that was stopped inside of a transaction would keep all others from theirs.
                try store.write { _ throws(StoreError) in
                    kill(worker, SIGSTOP)
                    while !Processes.isStopped(worker) { sched_yield() }
                }
                for number in 0..<2 {
                    try await app.call(.plain("\(worker)-\(number)"))
                    #expect(try await app.expect(.began("\(worker)-\(number)"), within: 10).process != worker)
                }
                kill(worker, SIGCONT)
            }
        }

        @Test("A task that is cancelled while it is reserved is told to those who wait for it")
        func cancelledWhileReserved() async throws {
            let app = try await App.started(scratch, workers: 1)
            _ = try await app.store(.echo("first"))
            let worker = try await app.expect(.began("first")).process
            let id = try await app.store(.reserved)
            try await wait { _ in Processes.isStopped(worker) }
            let guest = try await App.started(scratch, workers: 0)
            app.send(.value(of: id))
            try await guest.call(.cancel(id))
            kill(worker, SIGCONT)
            try await app.expect(.error("was cancelled"), within: 10)
            #expect(try Database(scratch).counts()[.cancelled] == 1)
        }

        @Test("A look for cancelled attempts that fails is made again")
        func failedLook() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.nap("long", seconds: 600))
            try await app.expect(.began("long"))
            let file = try Database(scratch).store.file
            try SideConnection.run("UPDATE autocron_tasks SET cancelling = 1", in: scratch.database)
            try SideConnection.run("ALTER TABLE autocron_tasks RENAME TO away", in: scratch.database)
            WakePipeWriter(path: PoolDirectory(database: file.path).pipe).send(.changed)
            try await app.expect(.log(.error, "the pool cannot use the database"))
            try SideConnection.run("ALTER TABLE away RENAME TO autocron_tasks", in: scratch.database)
            try await app.expect(.cancelled("long"))
        }

        @Test("A worker that leaves makes room for the next run of its recurring function, and a sleeping one takes it")
        func roomForTheNext() async throws {
            let (broken, gates) = (scratch.path + "/broken", ["first", "second"])
            let app = try await App.started(scratch, workers: 2, "broken=\(broken)")
            for tag in ["a", "b"] { try await app.call(.nap(tag, seconds: 0.3)) }
            for tag in ["a", "b"] { try await app.expect(.began(tag)) }
            // Whom a death leaves a place to does not come.
            try Data().write(to: URL(fileURLWithPath: broken))
            let store = try Database(scratch).store
            for gate in gates {
                var task = NewTask(
                    id: TaskID.make(), name: "TestApp.gate(_:at:)",
                    arguments: Array(#"{"tag":"\#(gate)","pipe":"\#(scratch.gate(gate))"}"#.utf8), created: .epoch,
                    runAt: .epoch)
                task.concurrency = 1
                _ = try store.write { [task] connection throws(StoreError) in try connection.insert(task) }
            }
            WakePipeWriter(path: PoolDirectory(database: store.file.path).pipe).send(.changed)
            let leaving = try await app.expect(.began("first")).process
            kill(leaving, SIGTERM)
            scratch.open(gate: "first")
            try await app.expect(.ended("first"))
            try await app.expect(.began("second"))
            scratch.open(gate: "second")
            try await app.expect(.ended("second"))
        }

        @Test("Workers that end while they wait for tasks are told of, and not started again at once, again and again")
        func idleDeaths() async throws {
            let app = try await App.started(scratch, workers: 1, "watchdog=1")
            let first = try await app.expect(.log(.warning, "a worker")).text
            #expect(first.hasSuffix("exited with code 6 while no task ran in it; another one takes its place"))
            let last = try await app.expect(.log(.error, "a worker"), within: 60).text
            #expect(last.contains("as the 2 before it, each in its first second"))
        }
    }
}

extension Array {
    fileprivate func asyncMap<R>(_ make: (Element) async throws -> R) async throws -> [R] {
        var made: [R] = []
        for element in self { made.append(try await make(element)) }
        return made
    }
}
