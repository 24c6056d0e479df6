import TaskStore

/// Why the supervisor has killed a worker.
struct KillReason: Equatable, Sendable {
    var verdict: SlotVerdict
    /// The attempt that the verdict is on; nil where it is on whatever the worker executed.
    var attempt: Frame.Limit?

    /// The verdict on the attempt that the worker executed in the end.
    ///
    /// It may have gone on to another task between the supervisor's last look and its end; that one has only been
    /// interrupted.
    ///
    /// - Parameter record: the attempt that began last, as the worker's slot says; nil if that cannot be learnt.
    func verdict(on record: SlotRecord?) -> SlotVerdict {
        guard let attempt, let record else { return verdict }
        return record.row == attempt.row && record.attempt == attempt.attempt ? verdict : .interrupted
    }
}
