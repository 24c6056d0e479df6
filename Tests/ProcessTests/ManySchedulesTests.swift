import Foundation
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import TestMessages
import TestSupport
import Testing

@Suite("Many recurring functions")
struct ManySchedulesTests {
    let scratch: TemporaryFolder

    init() throws {
        scratch = try TemporaryFolder()
    }

    @Test("Two applications killed in turn: no instant runs twice, and none is left out", .timeLimit(.minutes(5)))
    func killedInTurn() async throws {
        // A quarter of a minute, unless the environment says more.
        let seconds = ProcessInfo.processInfo.environment["AUTOCRON_TEST_SECONDS"].flatMap(Double.init) ?? 15
        let end = Date(timeIntervalSinceNow: seconds)
        var host = try await start(50)
        var guest = try await start(50)
        var ticks: [Tick] = []
        while Date() < end {
            // More than one second's: the next ones fall before, into and after the death.
            for _ in 0..<60 { ticks.append(try await tick(of: host)) }
            kill(host.processID, SIGKILL)
            try await host.expectEnd()
            ticks += self.ticks(left: host)
            (host, guest) = (guest, try await start(50))
        }
        for app in [guest, host] {
            app.endInput()
            try await app.expectEnd()
            ticks += self.ticks(left: app)
        }
        #expect(Set(ticks).count == ticks.count)
        let firings = try Firing.all(in: scratch.database)
        #expect(try Database(scratch).counts()[.failed] == nil)
        let schedules = Dictionary(grouping: firings, by: \.name)
        #expect(schedules.count == 50)
        for (name, firings) in schedules {
            // Each run stands for itself, or for the missed instants up to its own: together for each of them once.
            let covered = firings.flatMap { firing in
                (0..<max(1, firing.missed)).map { firing.instant - Int64($0) * 1_000_000 }
            }
            let (first, last) = (covered.min() ?? 0, covered.max() ?? 0)
            #expect(covered.sorted() == Array(stride(from: first, through: last, by: 1_000_000)), "\(name)")
            #expect(Double(last - first) / 1e6 > seconds - 3, "\(name)")
        }
    }

    @Test("A function that another process pauses, resumes or runs does so at once")
    func pausedFromElsewhere() async throws {
        let app = try await start(2)
        let database = try Database(scratch)
        try await app.expect(.fired("tick0()"))
        try database.store.write { connection throws(StoreError) in _ = try connection.pause(schedule: "tick0()") }
        let paused = Int64(Date().timeIntervalSince1970 * 1e6)
        try wake()
        for _ in 0..<2 { try await app.expect(.fired("tick1()")) }
        let resumed = Int64(Date().timeIntervalSince1970 * 1e6)
        #expect(try Firing.all(in: scratch.database).allSatisfy { $0.name != "tick0()" || $0.instant <= paused })
        try database.store.write { connection throws(StoreError) in
            _ = try connection.resume(schedule: "tick0()", now: WallTime(microseconds: resumed))
        }
        try wake()
        // Without the wake-up it would be a minute.
        try await waitForTick(0, of: app, after: resumed)
        let after = try Firing.all(in: scratch.database).filter { $0.name == "tick0()" && $0.instant > paused }
        #expect(after.allSatisfy { $0.instant > resumed && $0.missed == 0 })
        try database.store.write { connection throws(StoreError) in
            _ = try connection.runNow(schedule: "tick1()", now: WallTime(microseconds: resumed))
        }
        try wake()
        try await app.expect(.fired("tick1()"), within: 5)
    }

    @Test("A build without a function keeps it as inactive, and says so")
    func removed() async throws {
        let before = try await start(2)
        _ = try await before.expect(.fired("tick1()"))
        before.endInput()
        try await before.expectEnd()
        let after = try await start(1)
        try await after.expect(.log(.warning, "'tick1()' is not recurring any more"))
        _ = try await after.expect(.fired("tick0()"))
        let schedules = try Database(scratch).store.read { connection throws(StoreError) in try connection.schedules() }
        #expect(schedules.map(\.name) == ["tick0()", "tick1()"])
        #expect(schedules.map(\.isActive) == [true, false])
        #expect(schedules[1].build.contains("ManySchedulesApp"))
    }

    @Test("A function of every second starts close to its instants")
    func lateness() async throws {
        let app = try await start(1)
        try await app.expect(.fired)
        var late: [Int64] = []
        for _ in 0..<20 { late.append(try #require(try await app.expect(.fired).firing).lateness) }
        late.sort()
        print("20 firings start late by \(late[10]) µs in the middle, by \(late[19]) µs at most")
        // The machine has other work to do; what is promised of an idle one is measured elsewhere.
        #expect(late[10] < 250_000)
    }

    // MARK: Shorthands

    private func start(_ count: Int) async throws -> App {
        let app = try App("ManySchedulesApp", [scratch.database, String(count)])
        try await app.expect(.started)
        return app
    }

    /// The next firing of an application's workers, as function and instant.
    private func tick(of app: App) async throws -> Tick {
        Tick(try #require(try await app.expect(.fired).firing))
    }

    private func ticks(left app: App) -> [Tick] {
        app.events(.fired).compactMap(\.firing).map(Tick.init)
    }

    private func waitForTick(_ index: Int, of app: App, after instant: Int64) async throws {
        var last: Int64 = 0
        while last <= instant {
            last = try #require(try await app.expect(.fired("tick\(index)()"), within: 5).firing).instant
        }
    }

    /// Does what the command line does after a change.
    private func wake() throws {
        let pipe = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.database + "-autocron/wake"))
        try pipe.write(contentsOf: Data([1]))
        try pipe.close()
    }
}

/// Which instant of which function.
private struct Tick: Hashable {
    var function: String
    var instant: Int64

    init(_ firing: TestEvent.Firing) {
        function = firing.function
        instant = firing.instant
    }
}

/// A stored run of a recurring function.
struct Firing: Hashable {
    var name: String
    var instant: Int64
    var missed: Int

    static func all(in path: String) throws -> [Firing] {
        try SideConnection.run(
            "SELECT name || ' ' || scheduled_at || ' ' || missed FROM autocron_tasks WHERE scheduled_at IS NOT NULL",
            in: path
        ).compactMap { row in
            let words = row.split(separator: " ")
            guard let instant = Int64(words[1]), let missed = Int(words[2]) else { return nil }
            return Firing(name: String(words[0]), instant: instant, missed: missed)
        }
    }
}
