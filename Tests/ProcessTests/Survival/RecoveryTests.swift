import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    /// `AUTOCRON_REPETITIONS=200` does each as often as the promise was measured.
    @Suite("Rescue, again and again")
    struct RecoveryTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("After the death of a worker: each task is charged exactly once, none is lost, none doubled")
        func worker() async throws {
            let count = Effort.of("AUTOCRON_REPETITIONS", normally: 15)
            var random = SeededGenerator(for: "rescue after the death of a worker")
            let app = try await App.started(scratch)
            var times = MeasuredTimes()
            var others = 0
            for number in 0..<count {
                try await app.call(.victim("v\(number)"))
                let worker = try await app.expect(.began("v\(number)")).process
                let company = Int.random(in: 0...5, using: &random)
                for _ in 0..<company { app.send(.plain("o")) }
                others += company
                let killed = Date()
                kill(worker, SIGKILL)
                try await app.expect(.began("v\(number)", attempt: 2))
                times.add(since: killed)
            }
            try await app.waitUntilIdle()
            times.describe("kill -9 of a worker until its task runs again")
            #expect(times.quantile(0.99) < (Effort.isMeasured ? 1 : 3))
            #expect(try Database(scratch).counts() == [.succeeded: count + others])
            let attemptsUsed = try SideConnection.run(
                "SELECT attempts_used || '×' || count(*) FROM autocron_tasks GROUP BY attempts_used ORDER BY attempts_used",
                in: scratch.database
            )
            #expect(attemptsUsed == (others > 0 ? ["1×\(others)"] : []) + ["2×\(count)"])
            #expect(app.events(.began("o")).count <= others)
            #expect(!app.events(.began).contains { $0.task?.hasPrefix("v") ?? true })
        }

        @Test("After the death of everything: nothing is charged, and everything runs")
        func everything() async throws {
            let count = max(2, Effort.of("AUTOCRON_REPETITIONS", normally: 20) / 10)
            var times = MeasuredTimes()
            for number in 0..<count {
                let app = try await App.started(scratch, workers: 1)
                try await app.call(.stuck("v\(number)", marker: "\(scratch.path)/v\(number)"))
                let worker = try await app.expect(.began("v\(number)")).process
                for other in 0..<5 { _ = try await app.store(.echo("o\(number).\(other)")) }
                // Stopped first, so that neither can see the other's end.
                for signal in [SIGSTOP, SIGKILL] {
                    kill(app.processID, signal)
                    kill(worker, signal)
                }
                try await app.expectEnd()
                let second = try App("TestApp", [scratch.database, "1"])
                try await second.expect(.started)
                let started = Date()
                try await second.expect(.began("v\(number)", attempt: 1))
                times.add(since: started)
                try await second.waitUntilIdle()
                try await second.stop(within: 1)
            }
            times.describe("start after kill -9 of everything until the task runs again")
            #expect(times.quantile(0.99) < (Effort.isMeasured ? 1 : 3))
            #expect(try Database(scratch).counts() == [.succeeded: 6 * count])
            let attemptsUsed = try SideConnection.run(
                "SELECT attempts_used || '×' || count(*) FROM autocron_tasks GROUP BY attempts_used ORDER BY attempts_used",
                in: scratch.database
            )
            #expect(attemptsUsed == ["1×\(6 * count)"])
        }

        @Test("A task that spins is gone at its limit and grace, neither earlier nor much later")
        func spinning() async throws {
            let count = max(2, Effort.of("AUTOCRON_REPETITIONS", normally: 20) / 10)
            let app = try await App.started(scratch, workers: 1)
            for number in 0..<count {
                try await app.call(.spin("s\(number)"))
                try await app.expect(.log(.warning, "worker"))
            }
            let elapsed = try SideConnection.run(
                "SELECT finished - started FROM autocron_tasks ORDER BY finished - started", in: scratch.database
            ).compactMap { Int($0) }
            print("a task that spins, limit and grace of 1000 ms: \(elapsed.map { $0 / 1_000 }) ms")
            #expect(elapsed.count == count)
            #expect(elapsed[0] >= 1_000_000)
            #expect(elapsed[count - 1] < (Effort.isMeasured ? 1_100_000 : 2_000_000))
        }

        @Test("Idle workers go with their application, and another application takes over")
        func takeOver() async throws {
            let count = max(3, Effort.of("AUTOCRON_REPETITIONS", normally: 30) / 10)
            var (ends, takeOvers) = (MeasuredTimes(), MeasuredTimes())
            var host = try await App.started(scratch)
            for number in 0..<count {
                let guest = try await App.started(scratch)
                try await guest.expect(.log(.info, "another process hosts the workers"))
                _ = try await host.store(.echo("ready\(number)"))
                try await host.expect(.began("ready\(number)"))
                let killed = Date()
                kill(host.processID, SIGKILL)
                try await host.expectEnd()
                ends.add(since: killed)
                // The dead pool's workers are gone, so it is the other's that run this.
                _ = try await guest.store(.echo("taken\(number)"))
                try await guest.expect(.began("taken\(number)"))
                takeOvers.add(since: killed)
                host = guest
            }
            ends.describe("kill -9 of an idle application until its workers are gone")
            takeOvers.describe("kill -9 of the host until another application's worker runs a task")
            #expect(ends.quantile(0.99) < (Effort.isMeasured ? 0.2 : 1))
            #expect(takeOvers.quantile(0.99) < (Effort.isMeasured ? 0.5 : 2))
        }
    }
}
