import Foundation
import TaskModel
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Tasks that spoil their process")
    struct OrdealTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test(
            "A task that ends its process, in whatever way, has failed, and the next one runs",
            arguments: ["exit", "abort"])
        func ends(kind: String) async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call("ordeal x \(kind)")
            let log = try await app.expect("log warning worker").joined(separator: " ")
            #expect(log.contains(kind == "exit" ? "exited with code 0" : "SIGABRT"))
            app.say("square 3")
            try await app.expect("value 9")
            #expect(try Database(scratch).counts() == [.failed: 1, .succeeded: 1])
        }

        @Test("A task that closes the standard streams harms nobody")
        func closesStreams() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call("ordeal x streams")
            app.say("square 3")
            try await app.expect("value 9")
            app.say("drain")
            try await app.expect("drained")
            #expect(try Database(scratch).counts() == [.succeeded: 2])
        }

        @Test(
            "A task that closes what its worker needs is charged with that, and a new worker runs what comes next",
            arguments: ["close", "closeAndWait"])
        func closesEverything(kind: String) async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call("ordeal x \(kind)")
            let log = try await app.expect("log warning worker").joined(separator: " ")
            #expect(log.contains("it closed file descriptors that its worker needs"))
            app.say("square 3")
            try await app.expect("value 9")
            #expect(try Database(scratch).counts() == [.failed: 1, .succeeded: 1])
            let before = Date()
            app.say("stop 10")
            try await app.expect("stopped")
            #expect(Date().timeIntervalSince(before) < 5)
        }

        @Test("A gibibyte on standard output or standard error", arguments: ["flood", "errorFlood"])
        func floods(kind: String) async throws {
            let host = Process()
            host.executableURL = URL(fileURLWithPath: "/bin/sh")
            host.arguments = ["-c", #"exec "$0" "$@" >/dev/null 2>&1"#, App.path(of: "TestApp"), scratch.database, "1"]
            host.standardInput = Pipe()
            try host.run()
            defer { host.terminate() }
            let guest = try await App.started(scratch, workers: 0)
            try await guest.call("ordeal x \(kind)")
            guest.say("drain")
            try await guest.expect("drained", within: 120)
            #expect(try Database(scratch).counts() == [.succeeded: 1])
        }

        @Test("A forked child that holds everything of its worker dies with it, and does not hold up the rescue")
        func forks() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call("ordeal x fork")
            let worker = try #require(pid_t(try await app.expect("begin x")[2]))
            let child = try #require(pid_t(try await app.expect("forked")[1]))
            try await app.expect("end x")
            try await app.call("persistentNap victim 600")
            try await app.expect("begin victim")
            let killed = Date()
            kill(worker, SIGKILL)
            try await app.expect("begin victim")
            #expect(Date().timeIntervalSince(killed) < (Effort.isMeasured ? 1 : 10))
            #expect(try await Processes.waitForEnd(of: child))
        }

        #if os(Linux)
        @Test("Memory that is used up ends the worker, not the application")
        func memory() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call("ordeal x memory")
            try await app.expect("log warning worker")
            app.say("square 3")
            try await app.expect("value 9")
            #expect(try Database(scratch).counts() == [.failed: 1, .succeeded: 1])
        }
        #endif

        @Test("A worker that uses more memory than it may is replaced when its task has ended")
        func memoryLimit() async throws {
            let app = try await App.started(scratch, workers: 1, "memory=150")
            _ = try await app.store("echo before")
            let before = try await app.expect("begin before")[2]
            _ = try await app.store("echo same")
            #expect(try await app.expect("begin same")[2] == before)
            try await app.call("ordeal x grow")
            try await app.expect("end x")
            try await app.expect("log info a worker uses")
            _ = try await app.store("echo after")
            #expect(try await app.expect("begin after")[2] != before)
            app.say("drain")
            try await app.expect("drained")
            #expect(try Database(scratch).counts() == [.succeeded: 4])
        }

        @Test("A worker that is stopped in a task's first moments is ended at the limit all the same")
        func frozen() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call("freeze x")
            let worker = try #require(pid_t(try await app.expect("begin x")[2]))
            _ = try await app.store("echo behind")
            let log = try await app.expect("log warning worker").joined(separator: " ")
            #expect(log.contains("past its timeout"))
            kill(worker, SIGCONT)
            try await app.expect("begin behind")
            app.say("drain")
            try await app.expect("drained")
            #expect(try Database(scratch).counts() == [.failed: 1, .succeeded: 1])
            // Nobody was there to go on.
            #expect(!app.said.contains { $0.hasPrefix("thawed") })
        }

        @Test("Streams that the application has closed are valid in its workers, and nothing of ours takes their place")
        func closedStreams() async throws {
            let host = Process()
            host.executableURL = URL(fileURLWithPath: "/bin/sh")
            host.arguments = [
                "-c", #"exec "$0" "$@" >&- 2>&-"#, App.path(of: "TestApp"), scratch.database, "1", "host", "mute",
            ]
            // A host ends with its standard input.
            let input = Pipe()
            host.standardInput = input
            defer { try? input.fileHandleForWriting.close() }
            try host.run()
            let guest = try await App.started(scratch, workers: 0)
            guest.say("square 5")
            try await guest.expect("value 25")
            try await guest.call("ordeal x valid")
            guest.say("drain")
            try await guest.expect("drained")
            #expect(try Database(scratch).counts() == [.succeeded: 2])
            host.terminate()
            try await onThread { host.waitUntilExit() }
            // Had the lock's file taken the place of standard error, messages would stand in it.
            let lock = try String(contentsOfFile: scratch.database + "-autocron/pool.lock", encoding: .utf8)
            #expect(lock.split(separator: " ").count == 2)
        }
    }
}
