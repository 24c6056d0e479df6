import TaskModel
import WorkerFiles

/// Why the supervisor has killed a worker.
struct KillReason: Equatable, Sendable {
    var stopReason: StopReason
    /// The attempt that the verdict is about; nil if it is about any attempt that the worker executed.
    var attempt: AttemptID?

    /// The verdict on the attempt that the worker executed in the end.
    ///
    /// The worker may have begun another task between the supervisor's last look and its end; that task has only been
    /// interrupted.
    ///
    /// - Parameter record: The attempt that began last, according to the worker's slot; nil if unknown.
    func stopReason(on record: SlotRecord?) -> StopReason {
        guard let attempt, let record else { return stopReason }
        return record.attempt == attempt ? stopReason : .interrupted
    }
}
