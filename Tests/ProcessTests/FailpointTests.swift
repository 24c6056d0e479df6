import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

#if DEBUG
extension ProcessSuite {
    @Suite("Killed at each moment of a task's life")
    struct FailpointTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        private func dying(at moment: String, workers: Int) async throws -> App {
            let order = ["AUTOCRON_DIES_AT": "\(moment):\(scratch.path)/once"]
            let app = try App("TestApp", [scratch.database, String(workers)], environment: order)
            try await app.expect(.started)
            return app
        }

        /// What must hold after any death: all that was acknowledged has one final state, and the file is whole.
        private func expectAllEnded(_ acknowledged: Int, failed: Int) throws {
            let counts = try Database(scratch).counts()
            #expect(Set(counts.keys).isSubset(of: [.succeeded, .failed]))
            #expect(counts[.failed, default: 0] == failed)
            #expect(counts.values.reduce(0, +) >= acknowledged)
            #expect(try SideConnection.damage(in: scratch.database) == [])
        }

        @Test(
            "The application, before and after a call's commit: what was acknowledged runs",
            arguments: ["callWritten", "callCommitted"], [TestOrder.many(50), .blocking("b")])
        func application(moment: String, order: TestOrder) async throws {
            let app = try await App.started(scratch, workers: 0)
            for number in 0..<5 { _ = try await app.store(.echo("kept\(number)")) }
            app.send(.exit)
            try await app.expectEnd()
            let dying = try await dying(at: moment, workers: 0)
            dying.send(order)
            try await dying.expectEnd()
            #expect(FileManager.default.fileExists(atPath: scratch.path + "/once"))
            let acknowledged = 5 + dying.events(.stored).count + dying.events(.called).count
            let written = try Database(scratch).counts()[.waiting] ?? 0
            // One commit was under way: it is there if it was committed, acknowledged or not.
            #expect(moment == "callWritten" ? written == acknowledged : written > acknowledged)

            let second = try await App.started(scratch)
            try await second.waitUntilIdle()
            try expectAllEnded(acknowledged, failed: 0)
        }

        @Test(
            "A worker: what it executed is charged, what it had finished or only reserved is not",
            arguments: [
                ("claimCommitted", 0), ("started", 1), ("effectDone", 1), ("outcomeNoted", 0), ("outcomeCommitted", 0),
            ])
        func worker(moment: String, attemptsUsed: Int) async throws {
            let app = try await dying(at: moment, workers: 2)
            app.send(.many(60))
            try await app.expect(.called)
            try await app.waitUntilIdle()
            #expect(FileManager.default.fileExists(atPath: scratch.path + "/once"))
            #expect(app.events(.stored).count == 60)
            // No attempt is made twice: these tasks have one each.
            let begun = app.events(.began).compactMap(\.task)
            #expect(Set(begun).count == begun.count)
            #expect(begun.count == (moment == "started" ? 59 : 60))
            try expectAllEnded(60, failed: attemptsUsed)
        }

        @Test(
            "Worker and application together: the next start settles it in the same way",
            arguments: [
                ("claimCommitted", 0), ("started", 1), ("effectDone", 1), ("outcomeNoted", 0), ("outcomeCommitted", 0),
            ])
        func everything(moment: String, attemptsUsed: Int) async throws {
            let app = try await dying(at: moment, workers: 1)
            _ = try await app.store(.echo("victim"))
            // Before, while or after the worker comes to its moment: all three must end well.
            kill(app.processID, SIGKILL)
            try await app.expectEnd()
            let second = try await App.started(scratch, workers: 1)
            try await second.waitUntilIdle()
            let counts = try Database(scratch).counts()
            #expect(counts.values.reduce(0, +) == 1)
            let died = FileManager.default.fileExists(atPath: scratch.path + "/once")
            let failed = counts[.failed, default: 0]
            #expect(failed <= (died ? attemptsUsed : 0))
            // The body ran once. Where the worker died before it and was charged with that, it never ran; where it died
            // after it and nothing tells so, once more.
            let starts = [app, second].map { $0.events(.began("victim")).count }.reduce(0, +)
            let expected = died && moment == "started" ? 1 - failed : died && moment == "effectDone" ? 2 - failed : 1
            #expect(starts == expected, "\(died ? "died" : "did not die"), failed: \(failed)")
            #expect(try SideConnection.damage(in: scratch.database) == [])
        }
    }
}
#endif
