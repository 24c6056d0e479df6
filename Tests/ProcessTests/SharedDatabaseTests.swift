import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Several applications on one database")
    struct SharedDatabaseTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("One hosts the pool, the other stores tasks and gets results")
        func onePool() async throws {
            let host = try await App.started(scratch)
            let guest = try await App.started(scratch)
            try await guest.expect(.log(.info, "another process hosts the workers"))
            let id = try await guest.store(.echo("fromGuest"))
            try await host.expect(.began("fromGuest"))
            try await guest.expectValue("fromGuest!", of: id)
        }

        @Test("The other takes over when the host is killed")
        func takesOver() async throws {
            let host = try await App.started(scratch)
            let guest = try await App.started(scratch)
            try await guest.expect(.log(.info, "another process hosts the workers"))
            let killed = Date()
            kill(host.processID, SIGKILL)
            // A worker of the dead host may still take this one, in the moment before it sees that it is alone.
            let id = try await guest.store(.echo("meanwhile"))
            try await guest.expectValue("meanwhile!", of: id)
            #expect(Date().timeIntervalSince(killed) < 1)
            try await host.expectEnd()
            _ = try await guest.store(.echo("taken"))
            try await guest.expect(.began("taken"))
        }

        @Test("What another process stores for later starts at its time, also before what waits already")
        func later() async throws {
            let host = try await App.started(scratch, workers: 1)
            let guest = try await App.started(scratch, workers: 0)
            _ = try await guest.store(.later("far", seconds: 3600))
            let began = Date()
            _ = try await guest.store(.later("soon", seconds: 1))
            try await host.expect(.began("soon"))
            // The host looks each minute in any case.
            #expect((1..<10).contains(Date().timeIntervalSince(began)))
        }

        @Test("Each of two tasks that another process stores at once starts at once")
        func together() async throws {
            let host = try await App.started(scratch, workers: 2)
            let guest = try await App.started(scratch, workers: 0)
            for round in 0..<10 {
                let gates = ["a\(round)", "b\(round)"]
                for gate in gates { guest.send(.gate(gate, pipe: scratch.gate(gate))) }
                // One of them alone would keep its worker for as long as nobody opens.
                for gate in gates { try await host.expect(.began(gate)) }
                for gate in gates { scratch.open(gate: gate) }
                for gate in gates { try await host.expect(.ended(gate)) }
            }
        }

        @Test("Without workers nobody hosts, and what is stored waits")
        func neverHosts() async throws {
            let guest = try await App.started(scratch, workers: 0)
            let id = try await guest.store(.echo("waits"))
            try await guest.expectStatus("waiting", of: id)
            let host = try await App.started(scratch, workers: 1)
            try await host.expect(.began("waits"))
        }

        @Test("Ten thousand tasks from two applications each run once")
        func everyTaskOnce() async throws {
            let host = try await App.started(scratch, workers: 2)
            let guest = try await App.started(scratch, workers: 2)
            host.send(.many(2000))
            guest.send(.many(2000))
            try await host.expect(.called, within: 60)
            try await guest.expect(.called, within: 60)
            try await host.waitUntilIdle(within: 60)
            #expect(try Database(scratch).counts() == [.succeeded: 4000])
            let begins = host.events(.began).count + guest.events(.began).count
            #expect(begins == 4000)
        }
    }
}
