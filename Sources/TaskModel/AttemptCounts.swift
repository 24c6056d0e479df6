/// What a running task's row says about its attempts so far.
package struct AttemptCounts: Sendable {
    package var attemptsUsed: Int64
    package var limit: Int64
    package var interruptions: Int64
    package var unattributed: Int64
    package var isCancelling: Bool
    package var delay: RetryDelay

    package init(
        attemptsUsed: Int64, limit: Int64, interruptions: Int64, unattributed: Int64, isCancelling: Bool,
        delay: RetryDelay
    ) {
        self.attemptsUsed = attemptsUsed
        self.limit = limit
        self.interruptions = interruptions
        self.unattributed = unattributed
        self.isCancelling = isCancelling
        self.delay = delay
    }

    /// Decides what becomes of a task whose attempt has ended, unless it is being cancelled.
    ///
    /// - Parameter result: How the attempt ended.
    package func fate(after result: AttemptResult) -> TaskFate {
        switch result {
        case .succeeded(let result):
            return .finished(.succeeded, result)
        case .cancelled:
            return .finished(.cancelled, nil)
        case .failed(let failure) where attemptsUsed + 1 >= limit:
            return .finished(.failed, failure.json)
        case .failed(let failure):
            return .retried(failure)
        case .unattributed(var failure) where unattributed + 1 >= TaskLimits.unattributedEnds:
            failure.message =
                "worker and application ended together \(TaskLimits.unattributedEnds) times in a row while it ran"
            return fate(after: .failed(failure))
        case .interrupted where interruptions + 1 >= TaskLimits.interruptions,
            .unattributed where interruptions + 1 >= TaskLimits.interruptions:
            return .parked(
                Failure(
                    .interruptedTooOften, message: "stopped by the end of its worker \(TaskLimits.interruptions) times"
                ))
        case .interrupted:
            return .requeued(interruptions: 1, unattributed: 0)
        case .unattributed:
            return .requeued(interruptions: 1, unattributed: unattributed + 1)
        case .parked(let failure):
            return .parked(failure)
        case .requeued:
            // The attempt never began, so it reveals nothing about the task.
            return .requeued(interruptions: 0, unattributed: unattributed)
        }
    }
}

/// What becomes of a task whose attempt has ended.
package enum TaskFate: Equatable, Sendable {
    /// It ends for good, with the JSON of its result or failure.
    case finished(TaskState, [UInt8]?)
    /// It waits for its next attempt.
    case retried(Failure)
    case parked(Failure)
    /// It waits as before; the number by which its interruptions grow, and the new number of unattributed ends.
    case requeued(interruptions: Int64, unattributed: Int64)
}
