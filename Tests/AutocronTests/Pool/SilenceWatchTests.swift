import TaskStore
import Testing

@testable import Autocron

@Suite("Looking after workers that have told nothing")
struct SilenceWatchTests {
    private let first = SlotRecord(row: 1, attempt: 1, started: 5)
    private let second = SlotRecord(row: 2, attempt: 1, started: 6)
    private let step: MonotonicTime = 0 + SilenceWatch.patience

    @Test("While all sleep there is nothing to do and no time at which to do it")
    func asleep() {
        var watch = SilenceWatch()
        #expect(watch.look(at: [], now: 0) { _ in first }.isEmpty)
        #expect(watch.next == nil)
    }

    @Test("An attempt that stands there twice is found; not earlier than that")
    func found() {
        var watch = SilenceWatch()
        #expect(watch.look(at: [3], now: 0) { _ in first }.isEmpty)
        #expect(watch.next == step)
        #expect(watch.look(at: [3], now: step - 1) { _ in first }.isEmpty)
        #expect(watch.look(at: [3], now: step) { _ in first }.isEmpty)
        #expect(watch.next == 2 * step)
        #expect(watch.look(at: [3], now: 2 * step) { _ in first } == [3: first])
    }

    @Test("A worker that goes from task to task is left alone")
    func busy() {
        var watch = SilenceWatch()
        for turn in Int64(0)...10 {
            let record = SlotRecord(row: turn, attempt: 1, started: WallTime(microseconds: turn))
            #expect(watch.look(at: [3], now: turn * step) { _ in record }.isEmpty)
        }
    }

    @Test("Once all sleep again, what was seen is forgotten")
    func forgotten() {
        var watch = SilenceWatch()
        for time in [0, step] { _ = watch.look(at: [1], now: time) { _ in second } }
        _ = watch.look(at: [], now: 2 * step) { _ in second }
        #expect(watch.next == nil)
        #expect(watch.look(at: [1], now: 3 * step) { _ in second }.isEmpty)
        #expect(watch.look(at: [1], now: 4 * step) { _ in second }.isEmpty)
        #expect(watch.look(at: [1], now: 5 * step) { _ in second } == [1: second])
    }
}
