#if PostgreSQL
import Foundation
import TestMessages
import TestSupport
import Testing

extension ManyMachinesSuite {
    @Suite("Machines that share their tasks")
    struct SharingTests {
        private let machines: Machines

        init() throws {
            machines = try Machines()
        }

        @Test("A call that waits comes back with its result")
        func call() async throws {
            let app = try await machines.start(on: 1)
            try await app.expectSquare(of: 7)
            try await app.stop(within: 5)
        }

        @Test("What one machine stores, another one runs, and the first learns the result")
        func elsewhere() async throws {
            let workers = try await machines.start(on: 1, workers: 2)
            let guest = try await machines.start(on: 2, workers: 0)
            for number in 1...5 { try await guest.expectSquare(of: number) }
            let id = try await guest.store(.echo("far"))
            try await guest.expectValue("far!", of: id)
            try await guest.stop(within: 5)
            try await workers.stop(within: 5)
            #expect(try machines.side().counts() == ["2×6"])
        }

        @Test("Another machine's worker is told of a task at once: ten take less than two looks")
        func told() async throws {
            let workers = try await machines.start(on: 1)
            let guest = try await machines.start(on: 2, workers: 0)
            try await guest.expectSquare(of: 1)
            let began = Date()
            for number in 2...11 { try await guest.expectSquare(of: number) }
            #expect(Date().timeIntervalSince(began) < 2)
            try await guest.stop(within: 5)
            try await workers.stop(within: 5)
        }

        @Test("A host whose workers are all busy has another machine run what is due")
        func busy() async throws {
            let (first, second) = (try await machines.start(on: 1), try await machines.start(on: 2))
            try await first.call(.nap("a", seconds: 600))
            try await first.call(.nap("b", seconds: 600))
            // Each has one worker, so each has one of them, whichever machine was first.
            try await first.expect(.began)
            try await second.expect(.began)
            for app in [first, second] { try await app.stop(within: 0.2) }
        }

        @Test("Two machines run each of many tasks once")
        func load() async throws {
            let apps = [try await machines.start(on: 1, workers: 2), try await machines.start(on: 2, workers: 2)]
            for app in apps { app.send(.many(500)) }
            for app in apps {
                for _ in 0..<500 { try await app.expect(.stored) }
            }
            for app in apps { try await app.waitUntilIdle(within: 60) }
            let side = try machines.side()
            #expect(try side.counts() == ["2×1000"])
            #expect(try side.run("SELECT count(*) FROM tasks WHERE attempts_used <> 1") == ["0"])
            for app in apps { try await app.stop(within: 5) }
        }

        @Test("A running task of one machine is cancelled from another one")
        func cancel() async throws {
            let workers = try await machines.start(on: 1)
            let guest = try await machines.start(on: 2, workers: 0)
            try await guest.call(.nap("nap", seconds: 600))
            try await workers.expect(.began("nap"))
            let id = try #require(try machines.side().run("SELECT uuid FROM tasks WHERE state = 1").first)
            try await guest.call(.cancel(id))
            try await workers.expect(.cancelled("nap"))
            try await guest.stop(within: 5)
            try await workers.stop(within: 5)
        }
    }
}
#endif
