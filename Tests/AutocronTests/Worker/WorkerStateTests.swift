import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("What a worker does next")
struct WorkerStateTests {
    private static let lasting = StoreError(.diskFull, "the disk is full")
    private static let transient = StoreError(.busy, "another connection writes")

    @Test("It claims until a claim finds nothing, and then once for each time that it is woken")
    func idle() {
        var state = WorkerState()
        #expect(state.nextStep(unstored: 0) == .claim)
        state.foundNothing()
        #expect(state.nextStep(unstored: 0) == .sleep)
        state.woken()
        #expect(state.nextStep(unstored: 0) == .claim)
        state.foundNothing()
        #expect(state.nextStep(unstored: 0) == .sleep)
    }

    @Test("An outcome that is not stored is a reason to claim, even for a worker that has found nothing")
    func unstored() {
        var state = WorkerState()
        state.foundNothing()
        #expect(state.nextStep(unstored: 1) == .claim)
    }

    @Test("A batch's attempts are counted when it has ended, once")
    func counts() {
        var state = WorkerState()
        state.batchBegan(ended: 7, now: 0)
        #expect(state.tasksRun == 0)
        state.batchEnded(ended: 9, now: 5)
        state.batchEnded(ended: 12, now: 6)
        #expect(state.tasksRun == 2)
        #expect(state.tasksLeft(of: 5) == 3)
        #expect(state.tasksLeft(of: nil) > 1_000_000)
        #expect(state.nextStep(unstored: 0) == .claim)
    }

    @Test("A batch grows with the number of short tasks, up to what the process may still run")
    func claimSize() {
        var state = WorkerState()
        #expect(state.claimSize(waiting: 1, limit: nil) == 0)
        #expect(state.claimSize(waiting: 0, limit: nil) == 1)
        state.batchBegan(ended: 0, now: 0)
        state.batchEnded(ended: 1, now: 1_000)
        #expect(state.claimSize(waiting: 0, limit: 2) == 1)
        state.foundNothing()
        #expect(state.claimSize(waiting: 0, limit: nil) == 1)
    }

    @Test("Once it ends it claims nothing, whatever wakes it")
    func ends() {
        var state = WorkerState()
        state.stop()
        state.woken()
        state.foundNothing()
        state.batchBegan(ended: 1, now: 0)
        #expect(state.phase == .stopping)
        #expect(state.nextStep(unstored: 0) == .finish)
        #expect(state.orphan() == true)
        state.stop()
        #expect(state.phase == .orphaned)
        #expect(state.orphan() == false)
        #expect(state.nextStep(unstored: 0) == .finish)
    }

    @Test("A lasting failure is reported once until something was stored, and a transient one never")
    func outage() {
        var state = WorkerState()
        #expect(state.refused(Self.transient, now: 0) == false)
        #expect(state.storeRetry == 0 + .milliseconds(50))
        #expect(state.refused(Self.lasting, now: 0) == true)
        #expect(state.storeRetry == 0 + .seconds(1))
        #expect(state.refused(Self.lasting, now: 5) == false)
        #expect(state.hasReportedOutage)
        state.stored()
        #expect(state.storeRetry == nil)
        #expect(state.refused(Self.lasting, now: 9) == true)
    }

    @Test("The time for another try comes once")
    func storeRetry() {
        var state = WorkerState()
        #expect(state.takeStoreRetry(now: .distantFuture) == false)
        state.callsAreLate(now: 0)
        #expect(state.takeStoreRetry(now: -1 + .milliseconds(50)) == false)
        #expect(state.takeStoreRetry(now: 0 + .milliseconds(50)) == true)
        #expect(state.takeStoreRetry(now: .distantFuture) == false)
    }

    // MARK: Any events

    @Test("No wake-up is lost, no task too many is claimed, and an end is for good", arguments: 1...60)
    func anyEvents(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var state = WorkerState()
        let limit = seed.isMultiple(of: 3) ? nil : Int.random(in: 0...200, using: &random)
        var now: MonotonicTime = 0
        var (ended, run, size) = (0, 0, 0)
        var (isRunning, mayHaveTask, hasEnded) = (false, true, false)
        for _ in 0..<400 {
            now = now + .microseconds(Int.random(in: 1...5_000, using: &random))
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<50:
                // What the loop does when no batch runs.
                if isRunning {
                    ended += size
                    if !hasEnded { run += size }
                    (isRunning, mayHaveTask) = (false, true)
                }
                state.batchEnded(ended: ended, now: now)
                #expect(state.tasksRun == run)
                if state.tasksLeft(of: limit) <= 0 {
                    state.stop()
                    hasEnded = true
                }
                let unstored = Int.random(in: 0...1, using: &random)
                let step = state.nextStep(unstored: unstored)
                #expect(step == (hasEnded ? .finish : mayHaveTask || unstored > 0 ? .claim : .sleep))
                guard step == .claim else { continue }
                size = state.claimSize(waiting: 0, limit: limit)
                #expect((1...BatchSizer.maximum).contains(size) && run + size <= limit ?? .max)
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    let isNew = state.refused(Self.lasting, now: now)
                    #expect(state.hasReportedOutage && state.storeRetry ?? now > now)
                    if isNew { #expect(state.refused(Self.lasting, now: now) == false) }
                case 1:
                    state.stored()
                    state.foundNothing()
                    mayHaveTask = false
                default:
                    state.stored()
                    state.batchBegan(ended: ended, now: now)
                    isRunning = true
                }
            case 50..<80:
                state.woken()
                mayHaveTask = true
            case 80..<90:
                if let time = state.storeRetry {
                    #expect(state.takeStoreRetry(now: time - .nanoseconds(1)) == false)
                    #expect(state.takeStoreRetry(now: time) == true)
                    #expect(state.storeRetry == nil)
                }
            case 90..<98: break
            default:
                // A batch that runs on is not counted: this process claims no more.
                if Bool.random(using: &random) { state.stop() } else { _ = state.orphan() }
                hasEnded = true
            }
            #expect(state.isEnding == hasEnded)
        }
    }
}
