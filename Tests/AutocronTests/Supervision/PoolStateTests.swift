import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Which workers the pool should have")
struct PoolStateTests {
    private static let limit = Duration.nanoseconds(1_000)

    private func state(_ size: Int) -> PoolState {
        PoolState(size: size, startTimeout: Self.limit)
    }

    @Test("It begins by starting all of them")
    func begins() {
        var state = state(3)
        #expect(state.due(now: 0) == [.spawn(index: 0), .spawn(index: 1), .spawn(index: 2)])
        for index in 0..<3 { state.spawned(index, now: 5) }
        #expect(state.due(now: 5).isEmpty)
        #expect(state.next == MonotonicTime(nanoseconds: 5) + Self.limit)
    }

    @Test("A worker for which there is no slot is started once there is one, and not waited for before")
    func awaitsSlot() {
        var state = state(2)
        #expect(state.due(now: 0).count == 2)
        state.spawned(0, now: 0)
        state.ready(0, now: 0)
        state.awaitSlot(1)
        #expect(state.awaitingSlots == 1)
        #expect(state.due(now: .distantFuture).isEmpty)
        #expect(state.next == nil)
        var smaller = state
        smaller.resize(to: 1, startTimeout: Self.limit)
        #expect(smaller.due(now: 0).isEmpty && smaller.awaitingSlots == 0)
        smaller.slotsAreMade()
        #expect(smaller.due(now: 0).isEmpty)
        state.slotsAreMade()
        #expect(state.due(now: 0) == [.spawn(index: 1)])
    }

    @Test("A pool of none has nothing to do")
    func none() {
        var state = state(0)
        #expect(state.due(now: 0).isEmpty)
        #expect(state.next == nil)
    }

    @Test("A worker that is ready is left alone, and replaced at once when it dies")
    func readyAndDead() {
        var state = state(1)
        state.spawned(0, now: 0)
        state.ready(0, now: 0)
        #expect(state.due(now: .distantFuture).isEmpty)
        #expect(state.next == nil)
        #expect(state.ended(0, now: 77, hasWorked: true) == .expected)
        #expect(state.due(now: 77) == [.spawn(index: 0)])
    }

    @Test(
        "One that dies in its first second without a task has died early, and a later one has not", arguments: [0, 1])
    func readyAndDeadWithoutTask(_ late: Int64) {
        var state = state(1)
        state.spawned(0, now: 0)
        state.ready(0, now: 10)
        let now: MonotonicTime = 9 + late + PoolState.probation
        #expect(state.ended(0, now: now) == (late == 0 ? .premature(consecutive: 1) : .expected))
        #expect(state.next == now + PoolState.pause(afterEarlyDeaths: late == 0 ? 1 : 0))
    }

    @Test(
        "A worker that is not ready in time is given up",
        arguments: [(999, []), (1_000, [.kill(index: 0)])] as [(MonotonicTime, [PoolState.Action])])
    func startLimit(now: MonotonicTime, expected: [PoolState.Action]) {
        var state = state(1)
        state.spawned(0, now: 0)
        #expect(state.due(now: now) == expected)
    }

    @Test("One that was given up is waited for, without being given up again or asked after, and then replaced")
    func dying() {
        var state = state(1)
        state.spawned(0, now: 0)
        #expect(state.due(now: 0 + Self.limit) == [.kill(index: 0)])
        #expect(state.due(now: .distantFuture).isEmpty)
        #expect(state.next == nil)
        // What it says in its last moments comes too late.
        state.ready(0, now: 0)
        #expect(state.ended(0, now: 5_000) == .premature(consecutive: 1))
        #expect(state.next == MonotonicTime(nanoseconds: 5_000) + PoolState.pause(afterEarlyDeaths: 1))
    }

    @Test("Deaths before readiness are counted in a row, and each makes the place wait twice as long")
    func earlyDeaths() {
        var state = state(1)
        var now: MonotonicTime = 0
        for count in 1...12 {
            state.spawned(0, now: now)
            #expect(state.ended(0, now: now) == .premature(consecutive: count))
            let wait = min(Duration.milliseconds(100 << (count - 1)), .seconds(30))
            #expect(state.next == now + wait)
            #expect(state.due(now: now + wait - 1).isEmpty)
            #expect(state.due(now: now + wait) == [.spawn(index: 0)])
            now = now + wait
        }
    }

    @Test("A worker that could not be started at all is tried again each second, and is no early death")
    func couldNotStart() {
        var state = state(1)
        var now: MonotonicTime = 0
        for (count, wait) in [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1_000), (6, 1_000)] as [(Int, Int64)] {
            #expect(state.due(now: now) == [.spawn(index: 0)])
            #expect(state.failedToSpawn(0, now: now) == .notStarted(consecutive: count))
            now = now + .milliseconds(wait)
            #expect(state.next == now)
        }
        state.spawned(0, now: now)
        #expect(state.ended(0, now: now) == .premature(consecutive: 1))
        #expect(state.failedToSpawn(0, now: now) == .notStarted(consecutive: 1))
    }

    @Test("One worker that lasts ends the row for all")
    func rowEnds() {
        var state = state(2)
        for _ in 0..<5 {
            state.spawned(0, now: 0)
            _ = state.ended(0, now: 0)
        }
        state.spawned(1, now: 0)
        state.ready(1, now: 0)
        state.spawned(0, now: 0)
        #expect(state.ended(0, now: 0 + PoolState.probation - 1) == .premature(consecutive: 6))
        state.spawned(0, now: 0)
        #expect(state.ended(0, now: 0 + PoolState.probation) == .premature(consecutive: 1))
        // Once: the others' deaths are no better for one that lasts.
        state.spawned(0, now: 0)
        #expect(state.ended(0, now: 0 + 2 * PoolState.probation) == .premature(consecutive: 2))
    }

    @Test("Word of readiness from a place that is vacant or ready already changes nothing")
    func strayReadiness() {
        var state = state(1)
        state.ready(0, now: 0)
        #expect(state.due(now: 0) == [.spawn(index: 0)])
    }

    @Test(
        "The wait grows to half a minute and no further",
        arguments: [
            (0, 0), (1, 100_000_000), (2, 200_000_000), (9, 25_600_000_000), (10, 30_000_000_000),
            (100, 30_000_000_000),
            (.max, 30_000_000_000),
        ] as [(Int, Int64)])
    func pause(count: Int, wait: Int64) {
        #expect(PoolState.pause(afterEarlyDeaths: count) == .nanoseconds(wait))
    }

    @Test("After stop nothing is started or given up any more")
    func stop() {
        var state = state(2)
        state.spawned(0, now: 0)
        state.stop()
        #expect(state.due(now: .distantFuture).isEmpty)
        #expect(state.next == nil)
        #expect(state.ended(0, now: 5) == .premature(consecutive: 1))
        #expect(state.due(now: .distantFuture).isEmpty)
    }

    // MARK: Other sizes

    /// What happens to a pool of ready workers, and what it then does.
    struct Resizing: Sendable {
        var from: Int
        var to: Int
        var actions: [PoolState.Action]
    }

    @Test(
        "A pool grows and shrinks to the size that is wanted",
        arguments: [
            Resizing(from: 2, to: 2, actions: []),
            Resizing(from: 1, to: 3, actions: [.spawn(index: 1), .spawn(index: 2)]),
            Resizing(from: 3, to: 1, actions: [.retire(index: 2), .retire(index: 1)]),
            Resizing(from: 2, to: 0, actions: [.retire(index: 1), .retire(index: 0)]),
            Resizing(from: 0, to: 1, actions: [.spawn(index: 0)]),
        ])
    func resize(_ resizing: Resizing) {
        var state = ready(resizing.from)
        state.resize(to: resizing.to, startTimeout: Self.limit)
        #expect(state.due(now: 0) == resizing.actions)
    }

    @Test("What another size asks for is to be done at once, at a time that can be slept until", arguments: [1, 3])
    func resizingIsDue(size: Int) throws {
        var state = ready(2)
        #expect(state.next == nil)
        state.resize(to: size, startTimeout: Self.limit)
        #expect(state.next == .distantPast)
        #expect(Poll.wait(for: [], until: state.next).isEmpty)
        _ = state.due(now: 0)
        if size > 2 { state.spawned(2, now: 0) }
        #expect(state.next == (size > 2 ? 0 + Self.limit : nil))
    }

    @Test("A surplus worker that is dying already is not asked after")
    func surplusIsDying() {
        var state = state(1)
        state.spawned(0, now: 0)
        #expect(state.due(now: 0 + Self.limit) == [.kill(index: 0)])
        state.resize(to: 0, startTimeout: Self.limit)
        #expect(state.due(now: 0 + Self.limit).isEmpty)
        #expect(state.next == nil)
    }

    @Test("Sleeping until any time there is does not trap", arguments: [.distantPast, -1, 0] as [MonotonicTime])
    func pollsPastTimes(deadline: MonotonicTime) {
        #expect(Poll.wait(for: [], until: deadline).isEmpty)
    }

    private func ready(_ size: Int) -> PoolState {
        var state = state(size)
        for index in 0..<size {
            state.spawned(index, now: 0)
            state.ready(index, now: 0)
        }
        return state
    }

    @Test("A worker is told to leave once, may take its time, and nobody takes its place")
    func leaving() {
        var state = ready(2)
        state.resize(to: 1, startTimeout: Self.limit)
        #expect(state.due(now: 0) == [.retire(index: 1)])
        #expect(state.due(now: .distantFuture).isEmpty)
        #expect(state.next == nil)
        #expect(state.ended(1, now: 5) == .expected)
        #expect(state.due(now: .distantFuture).isEmpty)
        #expect(state.next == nil)
    }

    @Test("A pool that grows again does not wait for those that leave")
    func growsAgain() {
        var state = ready(2)
        state.resize(to: 1, startTimeout: Self.limit)
        _ = state.due(now: 0)
        state.resize(to: 3, startTimeout: Self.limit)
        #expect(state.due(now: 0) == [.spawn(index: 2), .spawn(index: 3)])
        #expect(state.ended(1, now: 0) == .expected)
        state.resize(to: 4, startTimeout: Self.limit)
        #expect(state.due(now: 0).first == .spawn(index: 1))
    }

    @Test("Those that are not there yet go first, and one that is starting is no early death")
    func shrinksBeforeReady() {
        var state = ready(1)
        state.resize(to: 3, startTimeout: Self.limit)
        state.spawned(1, now: 0)
        state.resize(to: 2, startTimeout: Self.limit)
        #expect(state.due(now: 0).isEmpty)
        state.resize(to: 1, startTimeout: Self.limit)
        #expect(state.due(now: 0) == [.kill(index: 1)])
        #expect(state.ended(1, now: 0) == .expected)
        state.ready(1, now: 0)
        #expect(state.due(now: .distantFuture).isEmpty)
    }

    @Test("Another time limit counts for workers that are starting, too")
    func otherLimit() {
        var state = state(1)
        state.spawned(0, now: 0)
        state.resize(to: 1, startTimeout: .nanoseconds(5))
        #expect(state.next == 5)
        #expect(state.due(now: 5) == [.kill(index: 0)])
    }

    @Test("A pool that stops sends nobody away")
    func stopsInsteadOfShrinking() {
        var state = ready(2)
        state.resize(to: 1, startTimeout: Self.limit)
        state.stop()
        #expect(state.due(now: 0).isEmpty)
    }
}
