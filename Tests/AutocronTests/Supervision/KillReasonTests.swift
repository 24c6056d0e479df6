import Testing
import WorkerFiles

@testable import Autocron

@Suite("Why the supervisor has killed a worker")
struct KillReasonTests {
    private let limit = PoolMessage.KillDeadline(row: 4, attempt: 2, killAt: 100)

    @Test(
        "A verdict on one attempt is none on another, which has only been interrupted",
        arguments: [(4, 2, .timedOut), (4, 3, .interrupted), (5, 2, .interrupted)] as [(Int64, Int64, StopReason)])
    func onAttempt(row: Int64, attempt: Int64, expected: StopReason) {
        let reason = KillReason(stopReason: .timedOut, attempt: limit)
        #expect(reason.stopReason(on: SlotRecord(row: row, attempt: attempt, started: 1)) == expected)
    }

    @Test("A verdict on whatever runs, and one on a record that cannot be read, holds")
    func onAnything() {
        #expect(KillReason(stopReason: .timedOut, attempt: limit).stopReason(on: nil) == .timedOut)
        let reason = KillReason(stopReason: .interrupted)
        #expect(reason.stopReason(on: SlotRecord(row: 1, attempt: 1, started: 1)) == .interrupted)
    }
}
