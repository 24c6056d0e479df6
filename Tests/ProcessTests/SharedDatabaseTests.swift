import Foundation
import TaskModel
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
            try await guest.expect("log info another process hosts the workers")
            let id = try await guest.store("echo fromGuest")
            try await host.expect("begin fromGuest")
            guest.say("text \(id)")
            #expect(try await guest.expect("value") == ["value", "fromGuest!"])
        }

        @Test("The other takes over when the host is killed")
        func takesOver() async throws {
            let host = try await App.started(scratch)
            let guest = try await App.started(scratch)
            try await guest.expect("log info another process hosts the workers")
            let killed = Date()
            kill(host.processID, SIGKILL)
            // A worker of the dead host may still take this one, in the moment before it sees that it is alone.
            let id = try await guest.store("echo meanwhile")
            guest.say("text \(id)")
            try await guest.expect("value meanwhile!")
            #expect(Date().timeIntervalSince(killed) < 1)
            try await host.expectEnd()
            _ = try await guest.store("echo taken")
            try await guest.expect("begin taken")
        }

        @Test("What another process stores for later starts at its time, also before what waits already")
        func later() async throws {
            let host = try await App.started(scratch, workers: 1)
            let guest = try await App.started(scratch, workers: 0)
            _ = try await guest.store("later far 3600")
            let began = Date()
            _ = try await guest.store("later soon 1")
            try await host.expect("begin soon")
            // The host looks each minute in any case.
            #expect((1..<10).contains(Date().timeIntervalSince(began)))
        }

        @Test("Each of two tasks that another process stores at once starts at once")
        func together() async throws {
            let host = try await App.started(scratch, workers: 2)
            let guest = try await App.started(scratch, workers: 0)
            for round in 0..<10 {
                let gates = ["a\(round)", "b\(round)"]
                for gate in gates { guest.say("gate \(gate) \(scratch.gate(gate))") }
                // One of them alone would keep its worker for as long as nobody opens.
                for gate in gates { try await host.expect("begin \(gate)") }
                for gate in gates { scratch.open(gate: gate) }
                for gate in gates { try await host.expect("end \(gate)") }
            }
        }

        @Test("Without workers nobody hosts, and what is stored waits")
        func neverHosts() async throws {
            let guest = try await App.started(scratch, workers: 0)
            let id = try await guest.store("echo waits")
            guest.say("status \(id)")
            #expect(try await guest.expect("status") == ["status", "waiting"])
            let host = try await App.started(scratch, workers: 1)
            try await host.expect("begin waits")
        }

        @Test("Ten thousand tasks from two applications each run once")
        func everyTaskOnce() async throws {
            let host = try await App.started(scratch, workers: 2)
            let guest = try await App.started(scratch, workers: 2)
            host.say("many 2000")
            guest.say("many 2000")
            try await host.expect("called", within: 60)
            try await guest.expect("called", within: 60)
            host.say("drain")
            try await host.expect("drained", within: 60)
            #expect(try Database(scratch).counts() == [.succeeded: 4000])
            let begins = (host.said + guest.said).count { $0.hasPrefix("begin") }
            #expect(begins == 4000)
        }
    }
}
