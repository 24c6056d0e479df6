import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Rescue where the database or the system does not let it")
    struct LockedRecoveryTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        /// Another connection that keeps the database locked for a while.
        private func hold(seconds: Double) async throws -> App {
            let holder = try await App.started(scratch, workers: 0)
            try await holder.call(.connection(.open(scratch.database)))
            holder.send(.connection(.hold(seconds: seconds)))
            try await holder.expect(.holding)
            return holder
        }

        @Test(
            "Stop returns in its time though another connection has the database locked, and the next start settles it")
        func stop() async throws {
            let app = try await App.started(scratch)
            for number in 0..<2 {
                try await app.call(.spinForEver("deaf\(number)"))
                try await app.expect(.began("deaf\(number)"))
            }
            let holder = try await hold(seconds: 8)
            let before = Date()
            try await app.stop(within: 1)
            #expect(Date().timeIntervalSince(before) < 2.5)
            #expect(try Database(scratch).counts() == [.running: 2])
            try await holder.expect(.called, within: 30)
            let second = try await App.started(scratch)
            for number in 0..<2 { try await second.expect(.began("deaf\(number)")) }
            // The pool that killed them has left its verdict.
            let rows = try SideConnection.run(
                "SELECT attempts_used || ' ' || interruptions || ' ' || unattributed FROM autocron_tasks",
                in: scratch.database)
            #expect(rows == ["0 1 0", "0 1 0"])
        }

        @Test("A dead worker is settled when the lock is gone, and the pool has gone on meanwhile")
        func workerDeath() async throws {
            let app = try await App.started(scratch)
            try await app.call(.persistentNap("victim", seconds: 600))
            let worker = try await app.expect(.began("victim")).process
            try await app.call(.persistentNap("asked", seconds: 600))
            let id = try SideConnection.run(
                "SELECT lower(hex(uuid)) FROM autocron_tasks WHERE CAST(arguments AS TEXT) LIKE '%asked%'",
                in: scratch.database)
            try await app.expect(.began("asked"))
            let holder = try await hold(seconds: 7)
            kill(worker, SIGKILL)
            #expect(try await Processes.waitForEnd(of: worker))
            let before = Date()
            app.send(.status(of: Database.text(ofDigits: try #require(id.first))))
            try await app.expect(.status("running"))
            #expect(Date().timeIntervalSince(before) < 2)
            try await holder.expect(.called, within: 30)
            try await app.expect(.began("victim", attempt: 2))
        }

        @Test("A worker that outlived its application is settled, however long the database is locked when it ends")
        func orphan() async throws {
            let app = try await App.started(scratch, workers: 1)
            let guest = try await App.started(scratch, workers: 1)
            try await guest.expect(.log(.info, "another process hosts the workers"))
            try await app.call(.spinForEver("deaf"))
            try await app.expect(.began("deaf"))
            let holder = try await hold(seconds: 8)
            kill(app.processID, SIGKILL)
            // Its worker is killed at the end of its grace, while nobody can store that.
            try await app.expectEnd()
            try await holder.expect(.called, within: 30)
            try await guest.expect(.began("deaf"))
            #expect(try SideConnection.run("SELECT attempts_used FROM autocron_tasks", in: scratch.database) == ["0"])
        }

        #if os(Linux)
        @Test("An application that has no descriptor left still learns what its dead worker had done")
        func noDescriptors() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.persistentNap("victim", seconds: 600))
            let worker = try await app.expect(.began("victim")).process
            try await app.call(.exhaustDescriptors)
            kill(worker, SIGKILL)
            let log = try await app.expect(.log(.warning, "worker")).text
            #expect(log.contains("signal 9 (SIGKILL)"))
            try await app.call(.releaseDescriptors)
            try await app.expect(.began("victim", attempt: 2), within: 5)
        }
        #endif
    }
}
