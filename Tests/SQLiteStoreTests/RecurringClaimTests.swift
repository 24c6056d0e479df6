import Foundation
import InspectionModel
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import TestSupport
import Testing

/// Which runs of a recurring function are handed out beside each other.
///
/// The policies for overlap come here as a number of runs: one for `.skip`, `.queueOne` and `.cancelPrevious`.
@Suite("Claims of recurring runs")
struct RecurringClaimTests {
    let file: ScheduleFile

    init() throws {
        file = try ScheduleFile()
    }

    @Test("One at a time: the second run is claimed when the first has ended")
    func oneAtATime() throws {
        let (first, second) = try (file.run("tick()", at: 1), file.run("tick()", at: 2))
        let claimed = try file.claim("a", now: 10)
        #expect(claimed.map(\.id) == [first.id])
        #expect(try file.claim("b", now: 10).isEmpty)
        try settle(claimed[0], .succeeded(nil), slot: "a")
        #expect(try file.claim("b", now: 10).map(\.id) == [second.id])
    }

    @Test("Side by side: as many as are allowed, over all workers together")
    func sideBySide() throws {
        let options = RunOptions(concurrency: 3)
        let runs = try (1...5).map { try file.run("tick()", at: WallTime(microseconds: $0), options) }
        #expect(try file.claim("a", limit: 2, now: 10).map(\.id) == runs[0..<2].map(\.id))
        let third = try file.claim("b", limit: 2, now: 10)
        #expect(third.map(\.id) == [runs[2].id])
        #expect(try file.claim("c", limit: 2, now: 10).isEmpty)
        try settle(third[0], .interrupted, slot: "b")
        #expect(try file.claim("c", limit: 2, now: 10).map(\.id) == [runs[2].id])
    }

    @Test("Runs that have no room keep nobody else from being claimed")
    func othersGoOn() throws {
        for instant in 1...300 as ClosedRange<Int64> { _ = try file.run("tick()", at: WallTime(microseconds: instant)) }
        _ = try file.claim("a", limit: 1, now: 1000)
        let other = try file.run("other()", at: 500)
        #expect(try file.claim("b", limit: 1, now: 1000).map(\.id) == [other.id])
    }

    @Test("Thousands of runs that have no room cost a claim next to nothing: it holds the write lock")
    func longQueue() throws {
        try file.write { connection throws(StoreError) in
            for instant in 1...5000 as ClosedRange<Int64> {
                let instant = WallTime(microseconds: instant)
                _ = try connection.insert(NewTask(runOf: "tick()", RunOptions(), now: instant, scheduledAt: instant))
            }
        }
        _ = try file.claim("a", now: 10_000)
        var claimed: [ClaimedTask] = []
        let time = try ContinuousClock().measure { claimed = try file.claim("b", now: 10_000) }
        #expect(claimed.isEmpty)
        // A few milliseconds; with each of them looking at all others it is seconds.
        #expect(time < .milliseconds(200))
    }

    @Test("Thousands of runs without room cost nobody anything, and each of them has its turn when one has ended")
    func backlog() throws {
        let count: Int64 = 3_000
        try file.write { connection throws(StoreError) in
            for instant in 1...count {
                let instant = WallTime(microseconds: instant)
                _ = try connection.insert(NewTask(runOf: "tick()", RunOptions(), now: instant, scheduledAt: instant))
            }
        }
        var present = try #require(try file.claim("a", now: 10_000).first)
        for number in 2...20 as ClosedRange<Int64> {
            _ = try file.run("other()", at: WallTime(microseconds: number))
            let steps = try file.steps { connection throws(StoreError) in
                _ = try connection.claim(Claimant(slot: "b", limit: 1) { _ in true }, now: 10_000)
            }
            #expect(steps < 2_000)
            try settle(present, .succeeded(nil), slot: "a")
            present = try #require(try file.claim("a", now: 10_000).first { $0.name == "tick()" })
            #expect(present.scheduledAt?.microseconds == number)
        }
    }

    @Test(
        "However the run before has ended, the next one has its turn",
        arguments: [
            .succeeded(nil), .failed(Failure(.threw)), .cancelled, .parked(Failure(.undecodableArguments)),
        ] as [AttemptResult])
    func nextAfter(_ end: AttemptResult) throws {
        let second = try (1...2).map { try file.run("tick()", at: WallTime(microseconds: $0)) }[1]
        let first = try file.claim("a", now: 10)[0]
        #expect(try file.claim("b", now: 10).isEmpty)
        try settle(first, end, slot: "a")
        #expect(try file.claim("b", now: 10).map(\.id) == [second.id])
    }

    @Test("A run that is cancelled or deleted before it starts leaves its turn to the next", arguments: [true, false])
    func nextAfterSteering(deletes: Bool) throws {
        let runs = try (1...3).map { try file.run("tick()", at: WallTime(microseconds: $0)) }
        try file.write { connection throws(StoreError) in
            if deletes {
                #expect(try connection.delete(runs[0].id) == .deleted)
            } else {
                #expect(try connection.cancel(runs[0].id, now: 5) == .cancelled)
            }
        }
        #expect(try file.claim("a", now: 10).map(\.id) == [runs[1].id])
        #expect(try file.claim("b", now: 10).isEmpty)
    }

    @Test("A run that an earlier build has ended without a word keeps nobody waiting")
    func endedByEarlierBuild() throws {
        let runs = try (1...2).map { try file.run("tick()", at: WallTime(microseconds: $0)) }
        _ = try file.claim("a", now: 10)
        try file.write { connection throws(StoreError) in
            try connection.statement("UPDATE autocron_tasks SET state = 2, slot = NULL, finished = 9 WHERE slot = 'a'")
                .run()
        }
        #expect(try file.claim("b", now: 10).map(\.id) == [runs[1].id])
    }

    @Test("A run that somebody asked for takes its turn like the others")
    func runNow() throws {
        try file.adopt(DeclaredSchedule(name: "tick()", spec: "every 1000000 microseconds"), at: 1)
        let scheduled = try file.run("tick()", at: 2)
        let claimed = try file.claim("a", now: 10)
        #expect(claimed.map(\.id) == [scheduled.id])
        let asked = try file.write { connection throws(StoreError) in
            try connection.runNow(schedule: "tick()", now: 10)
        }
        #expect(try file.claim("b", now: 10).isEmpty)
        try settle(claimed[0], .succeeded(nil), slot: "a")
        let next = try file.claim("b", now: 10)
        #expect(next.map { RunNowResult.stored($0.id) } == [asked])
        _ = try file.run("tick()", at: 20)
        #expect(try file.claim("c", now: 20).isEmpty)
    }

    @Test("Cancelling the previous runs: those that wait end at once, the one that executes before the next starts")
    func cancelPrevious() throws {
        let running = try file.run("tick()", at: 1)
        let waiting = try file.run("tick()", at: 2)
        let claimed = try file.claim("a", now: 10)
        let cancelled = try file.write { connection throws(StoreError) in
            try connection.cancelRuns(of: "tick()", now: 10)
        }
        let next = try file.run("tick()", at: 11)
        #expect(Set(cancelled) == [running.id, waiting.id])
        #expect(try file.task(waiting.id)?.state == .cancelled)
        #expect(try file.claim("b", now: 20).isEmpty)
        let unwanted = try file.write { connection throws(StoreError) in try connection.unwantedAttempts() }
        #expect(unwanted.map(\.attempt.row) == claimed.map(\.row))
        // A worker that dies meanwhile does not bring the run back.
        try settle(claimed[0], .interrupted, slot: "a")
        #expect(try file.task(running.id)?.state == .cancelled)
        #expect(try file.claim("b", now: 20).map(\.id) == [next.id])
    }

    @Test("A run that waits for its next attempt has not ended, but leaves room")
    func retrying() throws {
        let options = RunOptions(maxAttempts: 2, retryDelay: .constant(100))
        _ = try file.run("tick()", at: 1, options)
        let claimed = try file.claim("a", now: 10)
        try settle(claimed[0], .failed(Failure(.threw)), slot: "a")
        let unfinished = try file.write { connection throws(StoreError) in try connection.unfinishedRuns(of: "tick()") }
        #expect(unfinished == (running: 0, waiting: 1))
        let next = try file.run("tick()", at: 11, options)
        #expect(try file.claim("b", now: 11).map(\.id) == [next.id])
        #expect(try file.claim("b", now: 1000).isEmpty)
    }

    @Test("An instant has one run, also when that has ended")
    func uniqueInstants() throws {
        let first = try file.run("tick()", at: 1)
        try settle(try file.claim("a", now: 10)[0], .succeeded(nil), slot: "a")
        let second = try file.run("tick()", at: 1)
        #expect(try file.task(first.id)?.state == .succeeded)
        #expect(try file.task(second.id) == nil)
        // Runs that somebody asked for have no instant, and do not stand in each other's way.
        for _ in 0..<2 {
            let task = NewTask(runOf: "tick()", RunOptions(), now: 10)
            #expect(try file.write { connection throws(StoreError) in try connection.insert(task) } == .stored)
        }
    }

    private func settle(_ task: ClaimedTask, _ end: AttemptResult, slot: String) throws {
        let outcome = AttemptOutcome(attempt: task.attempt, started: 10, ended: 10, result: end)
        #expect(try file.write { connection throws(StoreError) in try connection.record(outcome, slot: slot) })
    }
}
