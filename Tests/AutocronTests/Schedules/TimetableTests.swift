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
private let day = TestInstant.day

/// Recurring functions under a clock that is moved by hand, in a database of their own.
///
/// Every process that keeps the timetable is a ``TimetableProcess``; starting one is what a start of the program does.
@Suite("Timetable")
struct TimetableTests {
    let file: DatabaseForTimetables
    let monday = TestInstant.monday

    init() throws {
        file = try DatabaseForTimetables()
    }

    // MARK: Down for three days

    @Test("After three days the policy says how many runs there are, at once and never again", arguments: Downtime.all)
    func downForThreeDays(_ example: Downtime) throws {
        let minutely = recurring("minutely()", "* * * * *", missed: example.missed, overlap: .allow(max: 100_000))
        var process = try TimetableProcess(file, [minutely], now: monday)
        #expect(try process.fire(at: monday + 60 * second).map(\.scheduledAt) == [monday + 60 * second])
        try file.finishAll()
        let back: WallTime = monday + 3 * day + 30 * second
        process = try TimetableProcess(file, [minutely], now: back)
        let caughtUp = try process.fire(at: back)
        #expect(caughtUp.map(\.missed) == example.missedCounts)
        #expect(caughtUp.last?.scheduledAt == (example.missedCounts.isEmpty ? nil : monday + 3 * day))
        try file.finishAll()
        process = try TimetableProcess(file, [minutely], now: back + second)
        #expect(try process.fire(at: back + second).isEmpty)
        let next = try process.fire(at: monday + 3 * day + 60 * second)
        #expect(next.map(\.missed) == [0])
        let dropped: Int64 = 3 * 24 * 60 - 1 - example.missedCounts.reduce(0, +)
        #expect(try file.schedule("minutely()")?.missed == dropped)
    }

    @Test("A suspended process does as a restarted one does, and what is on time besides is not dropped")
    func suspended() throws {
        let secondly = recurring("secondly()", every: .seconds(1), overlap: .allow(max: 5))
        var process = try TimetableProcess(file, [secondly], now: monday)
        _ = try process.fire(at: monday + second)
        let runs = try process.fire(at: monday + 100 * second)
        #expect(runs.map(\.scheduledAt) == [98, 99, 100].map { monday + $0 * second })
        #expect(runs.map(\.missed) == [97, 0, 0])
    }

    // MARK: A clock that is set

    @Test("Set back an hour: nothing runs twice, and it goes on where it was")
    func backAnHour() throws {
        let minutely = recurring("minutely()", "* * * * *", overlap: .allow(max: 100))
        var process = try TimetableProcess(file, [minutely], now: monday)
        var fired: [WallTime] = []
        for minute in 1...10 as ClosedRange<Int64> {
            fired += try process.fire(at: monday + minute * 60 * second).compactMap(\.scheduledAt)
        }
        // The clock says eleven, and then it is set to ten; at half past the program is started again.
        for minute in -50...11 as ClosedRange<Int64> {
            if minute == -20 { process = try TimetableProcess(file, [minutely], now: monday + minute * 60 * second) }
            fired += try process.fire(at: monday + minute * 60 * second).compactMap(\.scheduledAt)
        }
        #expect(fired == (1...11).map { monday + $0 * 60 * second })
    }

    @Test("Set back an hour: the log is told once")
    func backAnHourNotice() throws {
        let minutely = recurring("minutely()", "* * * * *")
        var process = try TimetableProcess(file, [minutely], now: monday)
        _ = try process.fire(at: monday + 60 * second)
        var notices: [String] = []
        for minute in [-50, -40, 0, 1, -30] as [Int64] {
            let now = monday + minute * 60 * second
            notices += [try process.timetable.fire(into: file.store, now: now).notice(at: now)].compactMap(\.self)
        }
        // Once each time that it is set back.
        #expect(notices.count == 2)
        #expect(notices.first?.contains("2026-07-12T23:10:00Z") == true)
        #expect(notices.first?.contains("2026-07-13T00:01:00Z") == true)
    }

    @Test("Set forward a day: the policy is applied once")
    func forwardADay() throws {
        let hourly = recurring("hourly()", "0 * * * *", overlap: .allow(max: 100))
        var process = try TimetableProcess(file, [hourly], now: monday)
        let runs = try process.fire(at: monday + day + 60 * second)
        #expect(runs.map(\.missed) == [24])
        #expect(runs.map(\.scheduledAt) == [monday + day])
        #expect(try process.fire(at: monday + day + 120 * second).isEmpty)
    }

    @Test("Once years ahead and then right: functions go on from now, and are not silent for years")
    func wrongOnce() throws {
        let minutely = recurring("minutely()", "* * * * *", overlap: .allow(max: 100))
        var process = try TimetableProcess(file, [minutely], now: monday)
        let wrong = TestInstant.of("2030-01-01T00:00:30Z")
        #expect(try process.fire(at: wrong).count == 1)
        let fired = try process.timetable.fire(into: file.store, now: monday + 90 * second)
        #expect(fired.notice(at: monday + 90 * second)?.contains("go on from now") == true)
        #expect(try process.fire(at: monday + 120 * second).map(\.scheduledAt) == [monday + 120 * second])
        // Down meanwhile: what was missed since is made up for.
        process = try TimetableProcess(file, [minutely], now: monday + 600 * second)
        let runs = try process.fire(at: monday + 605 * second)
        #expect(runs.map(\.missed) == [8])
    }

    @Test("Wrong at the start and then put right: what was run before is neither missed nor run again")
    func wrongNow() throws {
        let weekly = recurring("weekly()", "0 12 * * 1", overlap: .allow(max: 100))
        var process = try TimetableProcess(file, [weekly], now: monday)
        #expect(try process.fire(at: monday + day / 2).count == 1)
        try file.forgetFinished()
        // The machine starts on Thursday, and in 1970 until it has asked for the time.
        process = try TimetableProcess(file, [weekly], now: .epoch + 5 * second)
        #expect(try process.fire(at: .epoch + 5 * second).isEmpty)
        #expect(try process.fire(at: monday + 3 * day).isEmpty)
        let runs = try process.fire(at: monday + 8 * day)
        #expect(runs.map(\.scheduledAt) == [monday + 7 * day + day / 2])
        #expect(runs.map(\.missed) == [1])
    }

    @Test("A clock that nobody can rely on never makes an instant run twice")
    func erraticClock() throws {
        var random = SeededGenerator(seed: 4)
        let minutely = recurring("minutely()", "* * * * *", missed: .runAll(limit: 20), overlap: .allow(max: 1_000_000))
        var process = try TimetableProcess(file, [minutely], now: monday)
        var (now, fired) = (monday, [WallTime]())
        for step in 0..<300 {
            now = now + .microseconds(Int64.random(in: -172_800_000_000...172_800_000_000, using: &random))
            if step % 7 == 0 { process = try TimetableProcess(file, [minutely], now: now) }
            fired += try process.fire(at: now).compactMap(\.scheduledAt)
        }
        #expect(Set(fired).count == fired.count)
        #expect(fired.count > 300)
    }

    // MARK: A changed program

    @Test("A changed rule starts from now and does not catch up on the new one's past")
    func changedRule() throws {
        var process = try TimetableProcess(file, [recurring("purge()", "0 0 * * *")], now: monday)
        let later = monday + 10 * day + 30 * second
        let changed = recurring("purge()", "* * * * *", missed: .runAll(limit: 100))
        process = try TimetableProcess(file, [changed], now: later)
        #expect(try process.fire(at: later).isEmpty)
        #expect(try process.fire(at: later + 30 * second).map(\.scheduledAt) == [later + 30 * second])
    }

    @Test("A removed function does not run; back again, it starts from now")
    func removedAndBack() throws {
        let minutely = recurring("minutely()", "* * * * *")
        var process = try TimetableProcess(file, [minutely], now: monday)
        process = try TimetableProcess(file, [], now: monday + second)
        #expect(process.timetable.scheduleChanges.removed == ["minutely()"])
        #expect(try process.fire(at: monday + 600 * second).isEmpty)
        process = try TimetableProcess(file, [minutely], now: monday + 630 * second)
        #expect(try process.fire(at: monday + 630 * second).isEmpty)
        #expect(try process.fire(at: monday + 660 * second).map(\.missed) == [0])
    }

    // MARK: Pausing

    @Test("Paused under the pool's eyes: nothing runs, and after that nothing was missed")
    func pausing() throws {
        let minutely = recurring("minutely()", "* * * * *", missed: .runAll(limit: 100))
        var process = try TimetableProcess(file, [minutely], now: monday)
        try file.write { connection throws(StoreError) in _ = try connection.pause(schedule: "minutely()") }
        // Not even where the news has not come yet.
        #expect(try process.fire(at: monday + 60 * second).isEmpty)
        try process.timetable.refresh(from: file.store, now: monday + 60 * second)
        #expect(process.timetable.next == nil)
        process = try TimetableProcess(file, [minutely], now: monday + 90 * second)
        #expect(process.timetable.next == nil)
        let now = monday + 630 * second
        try file.write { connection throws(StoreError) in
            _ = try connection.resume(schedule: "minutely()", now: now)
        }
        try process.timetable.refresh(from: file.store, now: now)
        #expect(process.timetable.next == monday + 660 * second)
        #expect(try process.fire(at: monday + 660 * second).map(\.missed) == [0])
    }

    @Test("A process that slept through a pause does not make up for it")
    func sleptThroughPause() throws {
        let minutely = recurring("minutely()", "* * * * *", missed: .runAll(limit: 100))
        var process = try TimetableProcess(file, [minutely], now: monday)
        try file.write { connection throws(StoreError) in
            _ = try connection.pause(schedule: "minutely()")
            _ = try connection.resume(schedule: "minutely()", now: monday + 610 * second)
        }
        #expect(try process.fire(at: monday + 660 * second).map(\.missed) == [0])
    }
}

/// A policy for missed runs, and what it makes of three days of missed minutes.
struct Downtime: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var missed: MissedRuns
    /// How many missed instants each run stands for.
    var missedCounts: [Int64]

    static let all = [
        Downtime(testDescription: ".runOnce", missed: .runOnce, missedCounts: [3 * 24 * 60 - 1]),
        Downtime(
            testDescription: ".runOnce(within: a minute)", missed: .runOnce(within: .seconds(60)),
            missedCounts: [3 * 24 * 60 - 1]
        ),
        Downtime(
            testDescription: ".runOnce(within: ten seconds)", missed: .runOnce(within: .seconds(10)), missedCounts: []
        ),
        Downtime(testDescription: ".skip", missed: .skip, missedCounts: []),
        Downtime(
            testDescription: ".runAll(limit: 7)", missed: .runAll(limit: 7), missedCounts: Array(repeating: 1, count: 7)
        ),
        Downtime(
            testDescription: ".runAll(limit: 100_000)", missed: .runAll(limit: 100_000),
            missedCounts: Array(repeating: 1, count: 3 * 24 * 60 - 1)
        ),
        Downtime(
            testDescription: ".runAll(limit: 100, within: an hour)",
            missed: .runAll(limit: 100, within: .seconds(3600)), missedCounts: Array(repeating: 1, count: 60)
        ),
    ]
}
