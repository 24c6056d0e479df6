import Foundation
import InspectionModel
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import TestSupport
import Testing

private let hourly = DeclaredSchedule(name: "purge()", spec: "0 * * * * in GMT")
private let daily = DeclaredSchedule(name: "purge()", spec: "0 0 * * * in GMT")
private let day: WallTime = 86_400_000_000

@Suite("Stored schedules")
struct SchedulesTests {
    let file: ScheduleFile

    init() throws {
        file = try ScheduleFile()
    }

    // MARK: Builds

    @Test("A new function starts from now, with the options of its runs")
    func newFunction() throws {
        let options = RunOptions(
            queue: "night", priority: .background, maxAttempts: 4, retryDelay: .custom([1, 2]), concurrency: 5
        )
        try file.adopt(DeclaredSchedule(name: "purge()", spec: "every 1000000 microseconds", options: options), at: 100)
        let schedule = try #require(try file.schedule("purge()"))
        #expect(schedule.spec == "every 1000000 microseconds")
        #expect((schedule.last, schedule.ahead) == (100, nil))
        #expect((schedule.isActive, schedule.isPaused) == (true, false))
        #expect(schedule.options == options)
        #expect(schedule.build == "'app' of May")
    }

    @Test("A function that stays goes on where it was, and nothing is written")
    func unchanged() throws {
        try file.adopt(hourly, at: 100)
        let before = try (file.schedule("purge()"), changes())
        try file.adopt(hourly, build: "'app' of June", at: 200)
        #expect(try (file.schedule("purge()"), changes()) == before)
    }

    @Test("Changed options leave the mark where it is")
    func changedOptions() throws {
        try file.adopt(hourly, at: 100)
        var changed = hourly
        changed.options.queue = "night"
        try file.adopt(changed, at: 200)
        let schedule = try #require(try file.schedule("purge()"))
        #expect((schedule.last, schedule.options.queue) == (100, "night"))
    }

    @Test("A changed rule starts from now, and never before an instant that has been dealt with")
    func changedRule() throws {
        try file.adopt(hourly, at: 100)
        try file.adopt(daily, at: 200)
        #expect(try file.schedule("purge()")?.spec == daily.spec)
        #expect(try file.schedule("purge()")?.last == 200)
        try file.adopt(hourly, at: 150)
        #expect(try file.schedule("purge()")?.last == 200)
    }

    @Test("A function that is gone stays visible, and what waits of it is parked, with the reason")
    func removed() throws {
        try file.adopt(hourly, at: 100)
        let running = try file.run("purge()", at: 100)
        _ = try file.claim("worker", now: 100)
        let waiting = try file.run("purge()", at: 200)
        let other = try file.run("other()", at: 200)
        let adoption = try file.adopt(build: "'app' of June", at: 300)
        #expect(adoption == ScheduleChanges(removed: ["purge()"], parked: 1))
        #expect(try file.schedule("purge()")?.isActive == false)
        #expect(try file.schedule("purge()")?.build == "'app' of June")
        #expect(try file.task(running.id)?.state == .running)
        #expect(try file.task(other.id)?.state == .waiting)
        let parked = try #require(try file.task(waiting.id))
        #expect(parked.state == .parked)
        #expect(parked.failure?.kind == .unknownName)
        let reason = try #require(parked.failure?.message)
        #expect(reason.contains("'purge()' is gone") && reason.contains("'app' of June"))
        // The next start has nothing more to say.
        #expect(try file.adopt(at: 400) == ScheduleChanges())
    }

    @Test("What waits of a function that merely does not recur any more still runs")
    func noLongerRecurring() throws {
        try file.adopt(hourly, at: 100)
        let waiting = try file.run("purge()", at: 200)
        let adoption = try file.adopt(functions: ["purge()"], at: 300)
        #expect(adoption == ScheduleChanges(removed: ["purge()"], parked: 0))
        #expect(try file.task(waiting.id)?.state == .waiting)
    }

    @Test("A function that is back starts from now, and what was parked waits again")
    func returned() throws {
        try file.adopt(hourly, at: 100)
        let run = try file.run("purge()", at: 200)
        try file.adopt(at: 300)
        let count = try file.write { connection throws(StoreError) in try connection.unpark { $0 == "purge()" } }
        try file.adopt(hourly, at: 400)
        #expect(count == 1)
        #expect(try file.task(run.id)?.state == .waiting)
        #expect(try file.schedule("purge()")?.isActive == true)
        #expect(try file.schedule("purge()")?.last == 400)
    }

    // MARK: Marks

    @Test("A mark goes forward only, and only under the rule that found the instant")
    func advance() throws {
        try file.adopt(hourly, at: 100)
        #expect(try advance(hourly, to: 200))
        #expect(try !advance(hourly, to: 200))
        #expect(try !advance(hourly, to: 150))
        #expect(try !advance(daily, to: 300))
        #expect(try file.schedule("purge()")?.last == 200)
    }

    @Test("Dropped instants are counted")
    func dropped() throws {
        try file.adopt(hourly, at: 100)
        for last in [200, 300] as [WallTime] {
            try file.write { connection throws(StoreError) in
                _ = try connection.advance(
                    schedule: hourly.name, spec: hourly.spec, .init(to: last, missed: 2, overlapped: 3)
                )
            }
        }
        let schedule = try #require(try file.schedule("purge()"))
        #expect((schedule.missed, schedule.overlapped) == (4, 6))
    }

    @Test("A mark more than a day ahead of the clock is given up until the clock is past it")
    func releasedMark() throws {
        try file.adopt(hourly, at: 10 * day)
        #expect(try release(at: 9 * day) == 0)
        #expect(try release(at: 9 * day - 1) == 1)
        let schedule = try #require(try file.schedule("purge()"))
        #expect((schedule.last, schedule.ahead) == (9 * day - 1, 10 * day))
        #expect(schedule.mark(at: 10 * day - 1) == 9 * day - 1)
        #expect(schedule.mark(at: 10 * day) == 10 * day)
        // Set back once more: the highest mark is the one that counts.
        #expect(try release(at: 1) == 1)
        #expect(try file.schedule("purge()")?.ahead == 10 * day)
    }

    // MARK: Pausing

    @Test("While a function is paused its mark stays, and then it goes on from now")
    func pausing() throws {
        try file.adopt(hourly, at: 100)
        #expect(try pause("purge()"))
        #expect(try file.schedule("purge()")?.isPaused == true)
        #expect(try !advance(hourly, to: 200))
        #expect(try resume("purge()", at: 300))
        #expect(try file.schedule("purge()")?.isPaused == false)
        #expect(try file.schedule("purge()")?.last == 300)
        #expect(try advance(hourly, to: 400))
    }

    @Test("Resuming never goes back, and does nothing to a function that is not paused")
    func resumingTwice() throws {
        try file.adopt(hourly, at: 100)
        #expect(try resume("purge()", at: 200))
        #expect(try file.schedule("purge()")?.last == 100)
        #expect(try pause("purge()"))
        #expect(try resume("purge()", at: 50))
        #expect(try file.schedule("purge()")?.last == 100)
    }

    @Test("A function stays paused under another rule, and while it is gone")
    func pausedForLong() throws {
        try file.adopt(hourly, at: 100)
        #expect(try pause("purge()"))
        try file.adopt(daily, at: 200)
        #expect(try file.schedule("purge()")?.isPaused == true)
        try file.adopt(at: 300)
        try file.adopt(daily, at: 400)
        #expect(try file.schedule("purge()")?.isPaused == true)
    }

    @Test("An unknown function is neither paused, resumed nor run")
    func unknown() throws {
        #expect(try !pause("nothing()"))
        #expect(try !resume("nothing()", at: 1))
        #expect(try runNow("nothing()", at: 1) == .unknown)
    }

    @Test("Whoever keeps the time is told of every change but its own")
    func changeNumber() throws {
        try file.adopt(hourly, at: 100)
        var numbers = [try changes()]
        _ = try advance(hourly, to: 200)
        #expect(try changes() == numbers[0])
        _ = try pause("purge()")
        numbers.append(try changes())
        _ = try resume("purge()", at: 300)
        numbers.append(try changes())
        try file.adopt(at: 400)
        numbers.append(try changes())
        #expect(Set(numbers).count == 4 && numbers == numbers.sorted())
    }

    // MARK: Run now

    @Test("A run that somebody asks for is stored with the function's options, for no instant")
    func runNow() throws {
        let options = RunOptions(
            queue: "night", priority: .background, maxAttempts: 4, retryDelay: .constant(7), concurrency: 5)
        try file.adopt(DeclaredSchedule(name: "purge()", spec: hourly.spec, options: options), at: 100)
        guard case .stored(let id) = try runNow("purge()", at: 200) else {
            Issue.record("nothing was stored")
            return
        }
        let claimed = try #require(try file.claim("worker", now: 200).first)
        #expect((claimed.id, claimed.name, claimed.arguments) == (id, "purge()", Array("{}".utf8)))
        #expect((claimed.scheduledAt, claimed.missed, claimed.concurrency) == (nil, 0, 5))
        #expect(try file.schedule("purge()")?.last == 100)
        let unfinished = try file.write { connection throws(StoreError) in
            try connection.unfinishedRuns(of: "purge()")
        }
        #expect(unfinished == (running: 1, waiting: 0))
    }

    @Test("A paused function can be run, a removed one cannot")
    func runNowAtRest() throws {
        try file.adopt(hourly, at: 100)
        _ = try pause("purge()")
        guard case .stored = try runNow("purge()", at: 200) else {
            Issue.record("nothing was stored")
            return
        }
        try file.adopt(at: 300)
        #expect(try runNow("purge()", at: 400) == .removed)
    }

    // MARK: Shorthands

    private func changes() throws -> Int64 {
        try file.store.read { connection throws(StoreError) in try connection.scheduleChanges() }
    }

    private func advance(_ declared: DeclaredSchedule, to last: WallTime) throws -> Bool {
        try file.write { connection throws(StoreError) in
            try connection.advance(schedule: declared.name, spec: declared.spec, .init(to: last))
        }
    }

    private func release(at now: WallTime) throws -> Int {
        try file.write { connection throws(StoreError) in try connection.releaseMarks(aheadOf: now) }
    }

    private func pause(_ name: String) throws -> Bool {
        try file.write { connection throws(StoreError) in try connection.pause(schedule: name) }
    }

    private func resume(_ name: String, at now: WallTime) throws -> Bool {
        try file.write { connection throws(StoreError) in try connection.resume(schedule: name, now: now) }
    }

    private func runNow(_ name: String, at now: WallTime) throws -> RunNowResult {
        try file.write { connection throws(StoreError) in try connection.runNow(schedule: name, now: now) }
    }
}
