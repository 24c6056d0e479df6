import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

@Suite("Looking after workers that have told nothing")
struct StallDetectorTests {
    private let first = SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 5)
    private let second = SlotRecord(attempt: AttemptID(row: 2, claimNumber: 1), started: 6)
    private let step: MonotonicTime = 0 + StallDetector.silenceTimeout

    @Test("While all sleep there is nothing to do and no time at which to do it")
    func asleep() {
        var watch = StallDetector()
        #expect(watch.poll(at: [], now: 0) { _ in first }.isEmpty)
        #expect(watch.next == nil)
    }

    @Test("An attempt that stands there twice is found; not earlier than that")
    func found() {
        var watch = StallDetector()
        #expect(watch.poll(at: [3], now: 0) { _ in first }.isEmpty)
        #expect(watch.next == step)
        #expect(watch.poll(at: [3], now: step - 1) { _ in first }.isEmpty)
        #expect(watch.poll(at: [3], now: step) { _ in first }.isEmpty)
        #expect(watch.next == 2 * step)
        #expect(watch.poll(at: [3], now: 2 * step) { _ in first } == [3: first])
    }

    @Test("A worker that goes from task to task is left alone")
    func busy() {
        var watch = StallDetector()
        for turn in Int64(0)...10 {
            let record = SlotRecord(
                attempt: AttemptID(row: turn, claimNumber: 1), started: WallTime(microseconds: turn))
            #expect(watch.poll(at: [3], now: turn * step) { _ in record }.isEmpty)
        }
    }

    @Test("Once all sleep again, what was seen is forgotten")
    func forgotten() {
        var watch = StallDetector()
        for time in [0, step] { _ = watch.poll(at: [1], now: time) { _ in second } }
        _ = watch.poll(at: [], now: 2 * step) { _ in second }
        #expect(watch.next == nil)
        #expect(watch.poll(at: [1], now: 3 * step) { _ in second }.isEmpty)
        #expect(watch.poll(at: [1], now: 4 * step) { _ in second }.isEmpty)
        #expect(watch.poll(at: [1], now: 5 * step) { _ in second } == [1: second])
    }
}
