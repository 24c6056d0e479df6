package import Platform

/// The effects that recording some outcomes has on the queue.
package struct RecordedOutcomes: Equatable, Sendable {
    /// Tasks that are due at once.
    package var due: Int64 = 0
    /// The earliest instant at which another task is due.
    package var earliest = WallTime.distantFuture
    /// For each outcome, in their order, whether it counts: one that came too late, or was replaced, does not.
    package var isCounted: [Bool] = []
    /// The indexes of outcomes that found a cancellation request, which has ended their tasks.
    package var cancelled: Set<Int> = []
    /// The effects on tasks whose attempts failed.
    package var failures: [FailedAttempt] = []

    package init() {}
}
