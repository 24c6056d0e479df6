#if PostgreSQL
import Foundation
import TestMessages
import TestSupport
import Testing

extension ManyMachinesSuite {
    @Suite("Deaths among many machines")
    struct DeathTests {
        private let machines: Machines

        init() throws {
            machines = try Machines()
        }

        @Test("A killed worker's task runs again within a second, on its own machine, charged once")
        func worker() async throws {
            let (app, other) = (try await machines.start(on: 1), try await machines.start(on: 2, workers: 0))
            for number in 0..<5 {
                try await app.call(.victim("v\(number)"))
                let worker = try await app.expect(.began("v\(number)")).process
                let killed = Date()
                kill(worker, SIGKILL)
                try await app.expect(.began("v\(number)", attempt: 2))
                #expect(Date().timeIntervalSince(killed) < 1)
            }
            try await app.waitUntilIdle()
            let side = try machines.side()
            #expect(try side.counts() == ["2×5"])
            #expect(try side.run("SELECT DISTINCT attempts_used FROM tasks") == ["2"])
            try await other.stop(within: 5)
            try await app.stop(within: 5)
        }

        @Test(
            "When all processes of a machine are killed, another machine runs their tasks within 25 seconds, uncharged")
        func machine() async throws {
            let app = try await machines.start(on: 1)
            try await app.call(.stuck("v", marker: machines.marker))
            let worker = try await app.expect(.began("v", attempt: 1)).process
            let other = try await machines.start(on: 2)
            // Stopped first, so that neither can see the other's end.
            for signal in [SIGSTOP, SIGKILL] {
                kill(app.processID, signal)
                kill(worker, signal)
            }
            let killed = Date()
            try await other.expect(.began("v", attempt: 1), within: 30)
            let elapsed = Date().timeIntervalSince(killed)
            #expect(elapsed > 15 && elapsed < 25)
            try await other.waitUntilIdle()
            #expect(try machines.side().counts() == ["2×1"])
            try await other.stop(within: 5)
        }

        @Test("A machine whose host was killed hands its task to the next process of the machine")
        func host() async throws {
            let (app, next) = (try await machines.start(on: 1), try await machines.start(on: 1))
            try await app.call(.nap("n", seconds: 600))
            try await app.expect(.began("n"))
            kill(app.processID, SIGKILL)
            let killed = Date()
            try await app.expect(.cancelled("n"))
            try await next.expect(.began("n", attempt: 1))
            #expect(Date().timeIntervalSince(killed) < 5)
            try await next.stop(within: 1)
        }
    }
}
#endif
