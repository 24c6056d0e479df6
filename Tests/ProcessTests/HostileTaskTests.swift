import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Tasks that spoil their process")
    struct HostileTaskTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test(
            "A task that ends its process, in whatever way, has failed, and the next one runs",
            arguments: [Misbehavior.exit, .abort])
        func ends(kind: Misbehavior) async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.misbehave("x", kind))
            let log = try await app.expect(.log(.warning, "worker")).text
            #expect(log.contains(kind == .exit ? "exited with code 0" : "SIGABRT"))
            try await app.expectSquare(of: 3)
            #expect(try Database(scratch).counts() == [.failed: 1, .succeeded: 1])
        }

        @Test("A task that closes the standard streams harms neither its worker nor the pool")
        func closesStreams() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.misbehave("x", .closeStandardStreams))
            try await app.expectSquare(of: 3)
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 2])
        }

        @Test(
            "A task that closes what its worker needs is charged with that, and a new worker runs what comes next",
            arguments: [Misbehavior.closeDescriptors, .closeDescriptorsAndWait])
        func closesEverything(kind: Misbehavior) async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.misbehave("x", kind))
            let log = try await app.expect(.log(.warning, "worker")).text
            #expect(log.contains("it closed file descriptors that its worker needs"))
            try await app.expectSquare(of: 3)
            #expect(try Database(scratch).counts() == [.failed: 1, .succeeded: 1])
            let before = Date()
            try await app.stop(within: 10)
            #expect(Date().timeIntervalSince(before) < 5)
        }

        @Test("A gibibyte on standard output or standard error", arguments: [Misbehavior.floodOutput, .floodErrors])
        func floods(kind: Misbehavior) async throws {
            let host = Process()
            host.executableURL = URL(fileURLWithPath: "/bin/sh")
            host.arguments = ["-c", #"exec "$0" "$@" >/dev/null 2>&1"#, App.path(of: "TestApp"), scratch.database, "1"]
            host.standardInput = Pipe()
            try host.run()
            defer { host.terminate() }
            let guest = try await App.started(scratch, workers: 0)
            try await guest.call(.misbehave("x", kind))
            try await guest.waitUntilIdle(within: 120)
            #expect(try Database(scratch).counts() == [.succeeded: 1])
        }

        @Test("A forked child that holds everything of its worker dies with it, and does not hold up the rescue")
        func forks() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.misbehave("x", .fork))
            let worker = try await app.expect(.began("x")).process
            let child = try #require(try await app.expect(.forked).child)
            try await app.expect(.ended("x"))
            try await app.call(.persistentNap("victim", seconds: 600))
            try await app.expect(.began("victim"))
            let killed = Date()
            kill(worker, SIGKILL)
            try await app.expect(.began("victim"))
            #expect(Date().timeIntervalSince(killed) < (Effort.isMeasured ? 1 : 10))
            #expect(try await Processes.waitForEnd(of: child))
        }

        #if os(Linux)
        @Test("Memory that is used up ends the worker, not the application")
        func memory() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.misbehave("x", .exhaustMemory))
            try await app.expect(.log(.warning, "worker"))
            try await app.expectSquare(of: 3)
            #expect(try Database(scratch).counts() == [.failed: 1, .succeeded: 1])
        }
        #endif

        @Test("A worker that uses more memory than it may is replaced when its task has ended")
        func memoryLimit() async throws {
            let app = try await App.started(scratch, workers: 1, "memory=150")
            _ = try await app.store(.echo("before"))
            let before = try await app.expect(.began("before")).process
            _ = try await app.store(.echo("same"))
            #expect(try await app.expect(.began("same")).process == before)
            try await app.call(.misbehave("x", .growMemory))
            try await app.expect(.ended("x"))
            try await app.expect(.log(.info, "a worker uses"))
            _ = try await app.store(.echo("after"))
            #expect(try await app.expect(.began("after")).process != before)
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 4])
        }

        @Test("A worker that is stopped in a task's first moments is ended at the limit all the same")
        func frozen() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.freeze("x"))
            let worker = try await app.expect(.began("x")).process
            _ = try await app.store(.echo("behind"))
            let log = try await app.expect(.log(.warning, "worker")).text
            #expect(log.contains("past its timeout"))
            kill(worker, SIGCONT)
            try await app.expect(.began("behind"))
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.failed: 1, .succeeded: 1])
            // Nobody was there to go on.
            #expect(app.events(.thawed).isEmpty)
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
            try await guest.expectSquare(of: 5)
            try await guest.call(.misbehave("x", .requireStandardStreams))
            try await guest.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 2])
            host.terminate()
            try await onThread { host.waitUntilExit() }
            // Had the lock's file taken the place of standard error, messages would stand in it.
            let lock = try String(contentsOfFile: scratch.database + "-autocron/pool.lock", encoding: .utf8)
            #expect(lock.split(separator: " ").count == 2)
        }
    }
}
