import CronSchedule
import Foundation
import SQLiteStore
import StoreAdministration
import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

private let second = TestInstant.second

/// What a timetable does while earlier runs go on, and beside another timetable.
@Suite("Timetable beside others")
struct TimetableOverlapTests {
    let file: DatabaseForTimetables
    let monday = TestInstant.monday

    init() throws {
        file = try DatabaseForTimetables()
    }

    @Test("Skip: while a run has not ended, instants are dropped and counted")
    func skip() throws {
        var process = try TimetableProcess(file, [recurring("tick()", every: .seconds(1))], now: monday)
        #expect(try fire(&process, seconds: 1...1) == [1])
        #expect(try fire(&process, seconds: 2...4).isEmpty)
        #expect(try file.schedule("tick()")?.overlapped == 3)
        try file.finishAll()
        #expect(try fire(&process, seconds: 5...6) == [5])
        // What was dropped because of a run was not missed.
        #expect(try file.schedule("tick()")?.missed == 0)
    }

    @Test("Queue one: one run waits, and no second")
    func queueOne() throws {
        var process = try TimetableProcess(
            file, [recurring("tick()", every: .seconds(1), overlap: .queueOne)], now: monday)
        #expect(try fire(&process, seconds: 1...4) == [1, 2])
        #expect(try file.startAll().count == 1)
        try file.finishRunning()
        #expect(try file.startAll().count == 1)
        #expect(try fire(&process, seconds: 5...6) == [5])
    }

    @Test("Side by side: up to the number")
    func allow() throws {
        var process = try TimetableProcess(
            file, [recurring("tick()", every: .seconds(1), overlap: .allow(max: 3))], now: monday)
        #expect(try fire(&process, seconds: 1...5) == [1, 2, 3])
        #expect(try file.startAll().count == 3)
    }

    @Test("Cancel previous: each run ends the one before, also one that only waits")
    func cancelPrevious() throws {
        let tick = recurring("tick()", every: .seconds(1), overlap: .cancelPrevious)
        var process = try TimetableProcess(file, [tick], now: monday)
        #expect(try fire(&process, seconds: 1...1) == [1])
        #expect(try file.startAll().count == 1)
        #expect(try fire(&process, seconds: 2...3) == [2, 3])
        #expect(try file.counts() == [.running: 1, .cancelled: 1, .waiting: 1])
        #expect(try file.unwanted() == 1)
        try file.finishRunning()
        #expect(try file.startAll().count == 1)
    }

    @Test("A run that somebody asked for is a previous run")
    func runNow() throws {
        var process = try TimetableProcess(file, [recurring("tick()", every: .seconds(1))], now: monday)
        try file.write { connection throws(StoreError) in
            _ = try connection.runNow(schedule: "tick()", now: monday)
        }
        #expect(try fire(&process, seconds: 1...2).isEmpty)
        try file.finishAll()
        #expect(try fire(&process, seconds: 3...3) == [3])
    }

    @Test("Two processes at once: each instant has one run")
    func concurrentKeepers() async throws {
        let functions = (0..<10).map { recurring("tick\($0)()", every: .seconds(1), overlap: .allow(max: 1000)) }
        let path = file.path
        let fired = try await withThrowingTaskGroup(of: [String].self) { group in
            for seed in 1...2 as ClosedRange<UInt64> {
                group.addTask { [monday] in
                    let own = try SQLiteStore(path: path)
                    defer { own.close() }
                    var random = SeededGenerator(seed: seed)
                    var timetable = try Timetable(Registry(functions), store: own, build: "app", now: monday)
                    var fired: [String] = []
                    var now = monday
                    // Both go through the same hundred seconds, one now ahead and now the other.
                    while now < monday + 100 * second {
                        now = now + .microseconds(Int64.random(in: 100_000...900_000, using: &random))
                        let runs = try timetable.fire(into: own, now: now).tasks
                        fired += runs.map { "\($0.name) \($0.scheduledAt ?? 0)" }
                    }
                    _ = try timetable.fire(into: own, now: monday + 100 * second)
                    return fired
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(fired).count == fired.count)
        // Those that the slower one came too late for are missed, and one run makes up for them; none has two.
        let stored = try file.startAll().map { "\($0.name) \($0.scheduledAt ?? 0)" }
        #expect(Set(stored).count == stored.count)
        #expect(stored.count >= fired.count)
        #expect(stored.count <= functions.count * 100)
        #expect(try functions.allSatisfy { try file.schedule($0.name)?.last == monday + 100 * second })
    }

    @Test("A thousand functions that are due at once are stored in several transactions, none left out")
    func thousand() throws {
        let functions = (0..<1000).map { recurring("tick\($0)()", "* * * * *") }
        var process = try TimetableProcess(file, functions, now: monday)
        var count = 0
        while process.timetable.isDue(at: monday + 60 * second) {
            let tasks = try process.fire(at: monday + 60 * second)
            #expect(tasks.count <= Timetable.batch)
            count += tasks.count
        }
        #expect(count == 1000)
        #expect(process.timetable.next == monday + 120 * second)
    }

    @Test("Jitter moves the start and not the instant, each time anew, and never beyond its limit")
    func jitter() throws {
        var process = try TimetableProcess(
            file, [recurring("tick()", every: .seconds(1), overlap: .allow(max: 100), jitter: .milliseconds(600))],
            now: monday
        )
        let moments = (1...50 as ClosedRange<Int64>).map { monday + $0 * second }
        let runs = try moments.flatMap { try process.fire(at: $0) }
        #expect(runs.map(\.scheduledAt) == moments)
        let delays = runs.map { $0.runAt - $0.created }
        #expect(delays.allSatisfy { (.zero ... .milliseconds(600)).contains($0) })
        #expect(Set(delays).count > 25)
    }

    @Test("Without jitter a run is due at once")
    func noJitter() throws {
        var process = try TimetableProcess(file, [recurring("tick()", every: .seconds(1))], now: monday)
        let fired = try process.timetable.fire(into: file.store, now: monday + second)
        #expect(fired.tasks.map(\.runAt) == [monday + second])
        #expect(!fired.hasLater)
    }

    @Test("A run that waits out its jitter has not ended, so the next instant is dropped")
    func jitterAndOverlap() throws {
        let tick = recurring("tick()", every: .seconds(1), jitter: .seconds(3600))
        var process = try TimetableProcess(file, [tick], now: monday)
        let fired = try process.timetable.fire(into: file.store, now: monday + second)
        #expect(fired.tasks.count == 1)
        #expect(fired.hasLater)
        #expect(try process.fire(at: monday + 2 * second).isEmpty)
        #expect(try file.schedule("tick()")?.overlapped == 1)
    }

    /// Fires at each of some seconds.
    ///
    /// - Returns: the seconds that have a run.
    private func fire(_ process: inout TimetableProcess, seconds: ClosedRange<Int64>) throws -> [Int64] {
        try seconds.flatMap { offset in
            try process.fire(at: monday + offset * second).compactMap(\.scheduledAt).map {
                ($0 - monday).components.seconds
            }
        }
    }
}
