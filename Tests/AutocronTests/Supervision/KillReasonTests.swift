import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron

@Suite("Why the supervisor has killed a worker")
struct KillReasonTests {
    private let attempt = AttemptID(row: 4, claimNumber: 2)

    @Test(
        "A verdict on one attempt is none on another, which has only been interrupted",
        arguments: [(4, 2, .timedOut), (4, 3, .interrupted), (5, 2, .interrupted)] as [(Int64, Int64, StopReason)])
    func onAttempt(row: Int64, claimNumber: Int64, expected: StopReason) {
        let reason = KillReason.overdue(attempt, .timedOut)
        let record = SlotRecord(attempt: AttemptID(row: row, claimNumber: claimNumber), started: 1)
        #expect(reason.stopReason(on: record) == expected)
    }

    @Test("A verdict on whatever runs, and one on a record that cannot be read, holds")
    func onAnything() {
        #expect(KillReason.overdue(attempt, .timedOut).stopReason(on: nil) == .timedOut)
        let record = SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 1)
        for reason in [KillReason.startTimeout, .notNeeded] {
            #expect(reason.stopReason(on: record) == .interrupted)
            #expect(reason.stopReason(on: nil) == .interrupted)
        }
    }
}
