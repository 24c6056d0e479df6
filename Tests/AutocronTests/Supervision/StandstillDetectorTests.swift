import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

@Suite("Noticing that all workers wait")
struct StandstillDetectorTests {
    private let step: MonotonicTime = 0 + StandstillDetector.interval
    private let waiting = [glance("1", since: 5), glance("2", since: 6)]

    private static func glance(_ name: String, since: WallTime) -> LiveSlot {
        LiveSlot(
            name: name, process: 1, record: SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 4),
            wait: SlotWait(for: TaskID(high: 7, low: 7), since: since, sequence: 1))
    }

    @Test("While a worker is free there is nothing to do, and no time at which to do it")
    func free() {
        var watch = StandstillDetector()
        #expect(watch.poll(isBusy: false, now: 0) { waiting } == nil)
        #expect(watch.next == nil)
    }

    @Test("Waits that stand there twice are found, not earlier, and once they are reported no more")
    func found() {
        var watch = StandstillDetector()
        for now in [0, step - 1, step] as [MonotonicTime] {
            #expect(watch.poll(isBusy: true, now: now) { waiting } == nil)
        }
        #expect(watch.next == 2 * step)
        // Found again as long as it is not reported: the database may have said no.
        for turn in Int64(2)...3 { #expect(watch.poll(isBusy: true, now: turn * step) { waiting } == waiting) }
        watch.recordReport(now: 3 * step)
        for turn in Int64(4)...100 {
            #expect(watch.poll(isBusy: true, now: turn * step) { waiting } == nil)
            #expect(watch.next == (turn + 1) * step)
        }
    }

    @Test("Workers that wait for one task after the other are left alone")
    func others() {
        var watch = StandstillDetector()
        for turn in Int64(0)...10 {
            let found = watch.poll(isBusy: true, now: turn * step) {
                [Self.glance("1", since: WallTime(microseconds: turn))]
            }
            #expect(found == nil)
        }
        for turn in Int64(11)...20 { #expect(watch.poll(isBusy: true, now: turn * step) { nil } == nil) }
    }

    @Test("Other waits that stand are reported too, but not within a minute of the last report")
    func again() {
        var watch = StandstillDetector()
        for turn in Int64(0)...2 { _ = watch.poll(isBusy: true, now: turn * step) { waiting } }
        watch.recordReport(now: 2 * step)
        _ = watch.poll(isBusy: false, now: 3 * step) { nil }
        let others = [Self.glance("1", since: 9)]
        let end = 2 * step + StandstillDetector.pause
        var now = 3 * step
        while now < end {
            #expect(watch.poll(isBusy: true, now: now) { others } == nil)
            now = now + StandstillDetector.interval
        }
        #expect(watch.poll(isBusy: true, now: now) { others } == others)
    }
}
