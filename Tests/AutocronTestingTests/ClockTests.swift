import AutocronTesting
import Foundation
import Testing

@Suite("A clock that the test moves")
struct ClockTests {
    @Test("It stands still, and delayed tasks wait for it")
    func delays() async throws {
        try await testing { pool, journal in
            _ = try await tenMinutesLater()
            try Autocron.enqueue(at: monday + 300) { try stored("at five past") }
            try await pool.drain()
            #expect(journal.all.isEmpty)
            #expect(pool.now == monday)
            try await pool.advance(to: monday + 300)
            #expect(journal.all == ["at five past"])
            try await pool.advance(by: .seconds(300))
            #expect(journal.all == ["at five past", "later"])
        }
    }

    @Test("Recurring functions fire at their instants, in order, and mixed with what else is due")
    func recurring() async throws {
        let functions = [name("hourly()"), name("everyTwentyMinutes()")]
        try await testing(recurring: .only(functions)) { pool, journal in
            try Autocron.enqueue(at: monday + 3_000) { try stored("ten to") }
            try await pool.advance(by: .seconds(7_200))
            #expect(
                journal.all == [
                    "twenty", "twenty", "ten to", "twenty", "hourly 2026-07-13T10:00:00Z 0", "twenty", "twenty",
                    "twenty", "hourly 2026-07-13T11:00:00Z 0",
                ])
            #expect(pool.now == monday + 7_200)
            #expect(try pool.enqueued.count { $0.scheduledAt != nil } == 8)
        }
    }

    @Test("Instants that were slept through are made up for as the attribute says")
    func missed() async throws {
        let functions = [name("hourly()"), name("everyTwentyMinutes()"), name("nightly()")]
        try await testing(recurring: .only(functions)) { pool, journal in
            // By 09:05 the newest instants of the functions that skip are more than a moment old.
            try await pool.sleepThrough(.seconds(5 * 86_400 + 300))
            #expect(
                journal.all.sorted() == ["hourly 2026-07-18T09:00:00Z 120", "nightly", "nightly"])
            try await pool.drain()
            #expect(journal.all.count == 3)
        }
    }

    @Test("A recurring function's failed run is tried again")
    func retries() async throws {
        try await testing(recurring: .only([name("noon()")])) { pool, journal in
            let error = await #expect(throws: TestPoolError.self) { try await pool.advance(by: .seconds(86_400)) }
            #expect(journal.all == ["noon 1", "noon 2"])
            #expect(error?.description.contains("no paper") == true)
        }
    }

    @Test("Without recurring functions none fires, and all are there by default")
    func selection() async throws {
        try await testing(recurring: .none) { pool, _ in
            try await pool.advance(by: .seconds(86_400))
            #expect(try pool.enqueued.isEmpty)
        }
        try await testing(recurring: .all) { pool, _ in
            try await pool.advance(by: .seconds(86_400), allowingFailures: true)
            #expect(try Set(pool.enqueued.map(\.name)).count == 4)
        }
        await #expect(throws: TestPoolError.self) {
            try await testing(recurring: .only(["App.gone()"])) { _, _ in }
        }
    }

    @Test("It cannot go back")
    func backwards() async throws {
        try await testing { pool, _ in
            await #expect(throws: TestPoolError.backwards) { try await pool.advance(by: .seconds(-1)) }
            await #expect(throws: TestPoolError.backwards) { try await pool.advance(to: monday - 1) }
            await #expect(throws: TestPoolError.backwards) { try await pool.sleepThrough(.seconds(-1)) }
        }
    }

    @Test("Without a date it starts at the present")
    func present() async throws {
        try await testing(from: nil) { pool, _ in
            #expect(abs(pool.now.timeIntervalSinceNow) < 3_600)
        }
    }
}
