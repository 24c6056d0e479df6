/// How an attempt ended.
package enum AttemptResult: Equatable, Sendable {
    /// The function returned; its result as JSON, nil for none.
    case succeeded([UInt8]?)
    /// The attempt counts: the task waits for its next one, or has failed.
    case failed(Failure)
    /// The attempt was stopped because the task was cancelled.
    case cancelled
    /// The attempt was stopped for reasons that are not the task's: it does not count.
    case interrupted
    /// Worker and application ended together, and nothing shows that the task was the cause.
    ///
    /// The attempt counts as interrupted. The last of several such ends in a row counts as this failure, because
    /// the task may well be the cause of them all; see ``TaskLimits/unattributedEnds``.
    case unattributed(Failure)
    /// The attempt never started.
    case requeued
    /// This build cannot run the task.
    case parked(Failure)
}
