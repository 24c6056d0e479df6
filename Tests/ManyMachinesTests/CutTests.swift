#if PostgreSQL
import Foundation
import TestMessages
import TestSupport
import Testing

extension ManyMachinesSuite {
    /// The rule that no task runs twice at a time, whatever the network does.
    @Suite("A machine that is cut off from its server")
    struct CutTests {
        private let machines: Machines
        private let proxy: FreezingProxy

        init() throws {
            machines = try Machines()
            proxy = try FreezingProxy(to: PostgresServer.port)
        }

        @Test("Its task ends before another machine runs it, even where a proxy hides the loss from its worker")
        func long() async throws {
            defer { proxy.close() }
            let far = try await machines.start(on: 1, port: proxy.port)
            try await far.call(.nap("n", seconds: 600))
            let worker = try await far.expect(.began("n", attempt: 1)).process
            let near = try await machines.start(on: 2)
            proxy.freeze(closingServers: true)
            let cut = Date()
            async let ended = Machines.end(of: worker, within: 40)
            try await near.expect(.began("n", attempt: 1), within: 40)
            let rescued = Date()
            let end = try #require(try await ended)
            #expect(end < rescued)
            // The patience of 15 s counts from the last answer, which is up to 5 s old.
            #expect((8...16).contains(end.timeIntervalSince(cut)))
            #expect((15...25).contains(rescued.timeIntervalSince(cut)))
            proxy.thaw()
            try await near.stop(within: 1)
            try await far.stop(within: 5)
        }

        @Test("A cut that is shorter than the patience harms nothing")
        func short() async throws {
            defer { proxy.close() }
            let far = try await machines.start(on: 1, port: proxy.port)
            let near = try await machines.start(on: 2)
            let side = try machines.side()
            try await far.call(.nap("n", seconds: 10))
            try await far.expect(.began("n"))
            proxy.freeze(closingServers: false)
            try await Task.sleep(for: .seconds(6))
            proxy.thaw()
            try await near.waitUntilIdle(within: 30)
            #expect(try side.run("SELECT state || ' ' || attempts_used || ' ' || claim_number FROM tasks") == ["2 1 1"])
            try await near.stop(within: 1)
            try await far.stop(within: 5)
        }

        @Test("A server that restarts: what runs goes on, what waits is run, and nothing runs twice")
        func restart() async throws {
            let server = try await OwnServer()
            defer {
                proxy.close()
                server.stop()
            }
            proxy.redirect(to: server.port)
            let app = try await machines.start(on: 1, workers: 2, port: proxy.port)
            try await app.call(.nap("n", seconds: 6))
            try await app.expect(.began("n"))
            for number in 0..<50 { _ = try await app.store(.echo("e\(number)")) }
            try await server.restart()
            proxy.redirect(to: server.port)
            for number in 50..<60 { _ = try await app.store(.echo("e\(number)")) }
            try await app.expect(.ended("n"))
            try await app.waitUntilIdle(within: 30)
            let side = try SideDatabase(machines.database, port: server.port)
            #expect(try side.counts() == ["2×61"])
            #expect(try side.run("SELECT count(*) FROM tasks WHERE attempts_used <> 1") == ["0"])
            #expect(try side.run("SELECT claim_number FROM tasks WHERE name LIKE '%nap%'") == ["1"])
            try await app.stop(within: 5)
        }
    }
}
#endif
