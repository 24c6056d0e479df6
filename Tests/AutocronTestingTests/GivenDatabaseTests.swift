import Autocron
import AutocronTesting
import Foundation
import InspectionModel
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import TestSupport
import Testing

@Suite("A database of the test's own, with what others have left in it")
struct GivenDatabaseTests {
    private func withFile(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("autocron-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appendingPathComponent("app.db").path)
    }

    private func change(
        _ path: String, _ body: @Sendable (Connection) throws(StoreError) -> Void
    ) throws {
        let store = try SQLiteStore(path: path)
        try store.write(body)
        store.close()
    }

    @Test("A wait for what is paused ends, says what is paused, and leaves the clock alone", .timeLimit(.minutes(5)))
    func paused() async throws {
        let pauses: [(PauseSubject, String)] = [
            (.everything, "everything in this database"), (.queue("default"), "its queue 'default'"),
            (.function(name("doubled(_:)")), "its function '\(name("doubled(_:)"))'"),
        ]
        for (subject, text) in pauses {
            try await withFile { path in
                try change(path) { connection throws(StoreError) in _ = try connection.pause(subject, now: .epoch) }
                try await testing(database: path) { pool, _ in
                    let handle = try await doubled(4)
                    let expected = TaskError.neverRuns("\(text) is paused; resume it before the wait")
                    // The second finds the task put aside.
                    for _ in 1...2 { await #expect(throws: expected) { try await handle.value } }
                    #expect(try await handle.status == .waiting)
                    #expect(pool.now < monday + 3_600)
                    await #expect(throws: TaskError.waitTimedOut) { try await handle.value(within: .seconds(60)) }
                }
            }
        }
    }

    @Test("A task that is due at no time is not waited for, and the clock never comes there", .timeLimit(.minutes(5)))
    func neverDue() async throws {
        try await testing { pool, journal in
            let handle = try await Autocron.enqueue(after: .seconds(Int64.max)) { try await doubled(1) }
            let error = await #expect(throws: TaskError.self) { try await handle.value }
            #expect(error?.description.contains("delayed beyond the end of time") == true)
            #expect(pool.now == monday)
            await #expect(throws: TaskError.waitTimedOut) { try await handle.value(within: .seconds(60)) }
            #expect(pool.now == monday + 60)
            try await pool.advance(by: .seconds(Int64.max))
            #expect(try await handle.status == .waiting)
            #expect(pool.now > monday)
        }
    }

    @Test("What no build could run is tried again, as at a start of the program")
    func parked() async throws {
        try await withFile { path in
            try await testing(database: path) { _, _ in try stored("one") }
            try change(path) { connection throws(StoreError) in
                let claimant = Claimant(slot: "other", limit: 1) { _ in false }
                _ = try connection.claim(claimant, now: WallTime(microseconds: .max - 1))
            }
            try await testing(from: monday + 60, database: path) { pool, journal in
                #expect(try pool.enqueued.map(\.status) == [.waiting])
                try await pool.drain()
                #expect(journal.all == ["one"])
            }
        }
    }
}
