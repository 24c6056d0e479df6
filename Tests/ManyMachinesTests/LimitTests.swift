#if PostgreSQL
import Foundation
import TestMessages
import TestSupport
import Testing

extension ManyMachinesSuite {
    @Suite("What each machine keeps by itself")
    struct LimitTests {
        private let machines: Machines

        init() throws {
            machines = try Machines()
        }

        @Test("A task's time limit is kept while the server does not answer")
        func withoutServer() async throws {
            let proxy = try FreezingProxy(to: PostgresServer.port)
            defer { proxy.close() }
            let app = try await machines.start(on: 1, port: proxy.port)
            try await app.call(.spin("deaf"))
            let worker = try await app.expect(.began("deaf")).process
            let began = Date()
            proxy.freeze(closingServers: false)
            // Half a second, and as much grace.
            let end = try #require(try await Machines.end(of: worker, within: 10))
            #expect((0.5...3).contains(end.timeIntervalSince(began)))
            proxy.thaw()
            #expect(try await app.expect(.log(.warning), within: 30).text.contains("past its timeout"))
            try await app.stop(within: 5)
            #expect(try machines.side().counts() == ["3×1"])
        }

        @Test("An instant of a recurring function runs once, however many machines have it")
        func onceEach() async throws {
            let apps = [
                try await machines.start(on: 1, "CronTestApp"), try await machines.start(on: 2, "CronTestApp"),
            ]
            let side = try machines.side()
            let ticks = "FROM tasks WHERE name LIKE '%tick%' AND state = 2"
            while try (side.run("SELECT count(*) \(ticks)").first.flatMap { Int($0) } ?? 0) < 4 {
                try await Task.sleep(for: .milliseconds(100))
            }
            for app in apps { app.endInput() }
            for app in apps { try await app.expectEnd() }
            let rows = try side.run("SELECT count(*) = count(DISTINCT scheduled_at) \(ticks)")
            #expect(rows == ["t"])
            let fired = apps.flatMap { $0.events(.fired("tick")) }.map(\.firing?.instant)
            #expect(Set(fired).count == fired.count && fired.count >= 4)
        }
    }
}
#endif
