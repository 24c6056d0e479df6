import TaskModel
import WorkerFiles

/// Why the supervisor has killed a worker.
enum KillReason: Equatable, Sendable {
    /// It did not reach `Autocron.start` in time.
    case startTimeout
    /// The pool stops, or has become smaller.
    case notNeeded
    /// It still ran an attempt that should have been gone, for this reason.
    case overdue(AttemptID, StopReason)

    /// What the kill means for the attempt that the worker executed in the end.
    ///
    /// The worker may have begun another task between the supervisor's last look and its end; that task has only been
    /// interrupted.
    ///
    /// - Parameter record: The attempt that began last, according to the worker's slot; nil if unknown.
    func stopReason(on record: SlotRecord?) -> StopReason {
        // A worker may have claimed a task in its last moment, which is not to blame.
        guard case .overdue(_, let stopReason) = self, isAbout(record) else { return .interrupted }
        return stopReason
    }

    /// Whether it may be about the attempt that the worker executes.
    ///
    /// - Parameter record: The attempt that began last, according to the worker's slot; nil if unknown.
    func isAbout(_ record: SlotRecord?) -> Bool {
        guard case .overdue(let attempt, _) = self, let record else { return true }
        return record.attempt == attempt
    }
}
