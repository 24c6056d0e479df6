#if PostgreSQL
import Foundation
import TestMessages
import TestSupport
import Testing

extension ManyMachinesSuite {
    @Suite("Lost sessions while tasks run")
    struct SessionLossTests {
        private let machines: Machines

        init() throws {
            machines = try Machines()
        }

        /// Ends the sessions of one schema's workers: those that hold a slot's lock.
        private func endWorkersSessions(_ side: SideDatabase) throws -> Int {
            try side.run(
                """
                SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 \
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
                AND objid::bigint IN (SELECT split_part(slot, '-', 2)::bigint FROM tasks WHERE state = 1)
                """
            ).count
        }

        @Test("A task whose worker's session is ended goes on, and its outcome is stored")
        func ended() async throws {
            let app = try await machines.start(on: 1)
            let side = try machines.side()
            try await app.call(.nap("n", seconds: 1))
            try await app.expect(.began("n"))
            #expect(try endWorkersSessions(side) == 1)
            try await app.waitUntilIdle()
            #expect(try side.counts() == ["2×1"])
            #expect(try side.run("SELECT DISTINCT attempts_used || ' ' || claim_number FROM tasks") == ["1 1"])
            try await app.stop(within: 5)
        }

        @Test("A worker that was taken for dead ends its task as soon as it is back")
        func takenForDead() async throws {
            let app = try await machines.start(on: 1)
            let side = try machines.side()
            try await app.call(.nap("n", seconds: 600))
            let worker = try await app.expect(.began("n")).process
            // As a host of another machine does it once the time is over.
            try side.run("UPDATE tasks SET state = 0, ready = 1, slot = NULL, run_at = now() + interval '1 hour'")
            kill(worker, SIGSTOP)
            try side.run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2")
            kill(worker, SIGCONT)
            #expect(try await Machines.end(of: worker, within: 10) != nil)
            try await app.stop(within: 5)
        }
    }
}
#endif
