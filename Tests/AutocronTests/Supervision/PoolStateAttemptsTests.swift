import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

extension PoolState {
    /// A pool of workers that are ready.
    fileprivate static func ready(_ size: Int) -> PoolState {
        var pool = PoolState(size: size, startTimeout: .seconds(1))
        for index in 0..<size {
            pool.spawned(index, now: 0)
            pool.ready(index, now: 0)
        }
        return pool
    }
}

@Suite("Looking after workers that have told nothing")
struct StallTests {
    private let first = SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 5)
    private let second = SlotRecord(attempt: AttemptID(row: 2, claimNumber: 1), started: 6)
    private let step: MonotonicTime = 0 + PoolState.silenceTimeout

    @Test("While all sleep there is nothing to do and no time at which to do it")
    func asleep() {
        var pool = PoolState.ready(4)
        #expect(pool.pollStalls(among: [], now: 0) { _ in first }.isEmpty)
        #expect(pool.nextStallPoll == nil)
    }

    @Test("An attempt that stands there twice is found; not earlier than that")
    func found() {
        var pool = PoolState.ready(4)
        #expect(pool.pollStalls(among: [3], now: 0) { _ in first }.isEmpty)
        #expect(pool.nextStallPoll == step)
        #expect(pool.pollStalls(among: [3], now: step - 1) { _ in first }.isEmpty)
        #expect(pool.pollStalls(among: [3], now: step) { _ in first }.isEmpty)
        #expect(pool.nextStallPoll == 2 * step)
        #expect(pool.pollStalls(among: [3], now: 2 * step) { _ in first } == [3: first])
    }

    @Test("A worker that goes from task to task is left alone")
    func busy() {
        var pool = PoolState.ready(4)
        for turn in Int64(0)...10 {
            let record = SlotRecord(
                attempt: AttemptID(row: turn, claimNumber: 1), started: WallTime(microseconds: turn))
            #expect(pool.pollStalls(among: [3], now: turn * step) { _ in record }.isEmpty)
        }
    }

    @Test("Once all sleep again, what was seen is forgotten")
    func forgotten() {
        var pool = PoolState.ready(4)
        for time in [0, step] { _ = pool.pollStalls(among: [1], now: time) { _ in second } }
        _ = pool.pollStalls(among: [], now: 2 * step) { _ in second }
        #expect(pool.nextStallPoll == nil)
        #expect(pool.pollStalls(among: [1], now: 3 * step) { _ in second }.isEmpty)
        #expect(pool.pollStalls(among: [1], now: 4 * step) { _ in second }.isEmpty)
        #expect(pool.pollStalls(among: [1], now: 5 * step) { _ in second } == [1: second])
    }

    @Test("A worker that has reported its attempt is not polled, and neither is one that is gone")
    func reported() {
        var pool = PoolState.ready(2)
        let deadline = PoolMessage.KillDeadline(attempt: first.attempt, killAt: .distantFuture)
        pool.reportedBusy(0, deadline, stopReason: .none)
        _ = pool.ended(1, now: 0)
        for turn in Int64(0)...3 {
            let found = pool.pollStalls(among: [0, 1], now: turn * step) { _ in
                Issue.record("there is no worker to poll")
                return first
            }
            #expect(found.isEmpty)
        }
        #expect(pool.nextStallPoll == nil)
    }

    @Test("A worker that takes the place of another one starts afresh")
    func successor() {
        var pool = PoolState.ready(1)
        for time in [0, step] { _ = pool.pollStalls(among: [0], now: time) { _ in first } }
        _ = pool.ended(0, now: step)
        pool.spawned(0, now: step)
        pool.ready(0, now: step)
        #expect(pool.pollStalls(among: [0], now: 2 * step) { _ in first }.isEmpty)
        #expect(pool.pollStalls(among: [0], now: 3 * step) { _ in first } == [0: first])
    }
}

@Suite("What the pool knows of the attempts that workers run")
struct PoolStateAttemptsTests {
    private let attempt = AttemptID(row: 4, claimNumber: 2)
    private var deadline: PoolMessage.KillDeadline { PoolMessage.KillDeadline(attempt: attempt, killAt: 100) }
    private let late: MonotonicTime = 100 + PoolState.slack

    @Test(
        "A worker that is still there a while after its deadline is overdue, for the reason that it gave",
        arguments: [(.none, .timedOut), (.cancelled, .cancelled), (.interrupted, .interrupted)]
            as [(StopReason, StopReason)])
    func overdue(told: StopReason, expected: StopReason) {
        var pool = PoolState.ready(1)
        #expect(pool.nextOverdue == nil)
        pool.reportedBusy(0, deadline, stopReason: told)
        #expect(pool.nextOverdue == late)
        #expect(pool.overdue(0, now: late - 1) == nil)
        #expect(pool.overdue(0, now: late) == .overdue(attempt, expected))
    }

    @Test("An attempt without a deadline is never overdue, and neither is one that has ended")
    func never() {
        var pool = PoolState.ready(1)
        pool.reportedBusy(0, PoolMessage.KillDeadline(attempt: attempt, killAt: .distantFuture), stopReason: .none)
        #expect(pool.nextOverdue == nil && pool.overdue(0, now: .distantFuture) == nil)
        #expect(pool.isEachBusy)
        pool.reportedBusy(0, deadline, stopReason: .none)
        pool.forgetAttempt(0)
        #expect(pool.nextOverdue == nil && pool.overdue(0, now: .distantFuture) == nil)
        #expect(!pool.isEachBusy)
    }

    @Test("A worker is killed once, and then not asked after")
    func killedOnce() {
        var pool = PoolState.ready(1)
        pool.reportedBusy(0, deadline, stopReason: .none)
        #expect(pool.kill(0, for: .overdue(attempt, .timedOut)) == true)
        #expect(pool.kill(0, for: .notNeeded) == false)
        #expect(pool[0]?.killReason == .overdue(attempt, .timedOut))
        #expect(pool.nextOverdue == nil && pool.overdue(0, now: .distantFuture) == nil)
    }

    @Test("Each worker is busy if there are some, all of them are ready, and all have reported an attempt")
    func eachBusy() {
        #expect(!PoolState.ready(0).isEachBusy)
        var pool = PoolState.ready(2)
        pool.reportedBusy(0, deadline, stopReason: .none)
        #expect(!pool.isEachBusy)
        pool.reportedBusy(1, deadline, stopReason: .none)
        #expect(pool.isEachBusy)
        pool.resize(to: 3, startTimeout: .seconds(1))
        #expect(pool.isEachBusy)
        pool.spawned(2, now: 0)
        #expect(!pool.isEachBusy)
    }

    @Test("What comes from a worker that is not there changes nothing")
    func stray() {
        var pool = PoolState.ready(1)
        _ = pool.ended(0, now: 0)
        let before = pool
        pool.reportedBusy(0, deadline, stopReason: .none)
        pool.reportedBusy(7, deadline, stopReason: .none)
        pool.forgetAttempt(-1)
        #expect(pool.kill(0, for: .notNeeded) == false)
        #expect(pool.ready(0, now: 5) == false)
        #expect(pool == before)
    }
}
