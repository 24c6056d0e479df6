package import Platform

/// The verbs of a worker between two batches of tasks.
package protocol ClaimingStore {
    /// Records how attempts ended, and reserves due tasks, in one commit.
    ///
    /// Claims take the highest priority first, within it queue by queue in turn, and the oldest task of a queue first. Of
    /// queues that the claimant does not serve they take nothing, and report nothing.
    ///
    /// - Parameters:
    ///   - outcomes: How the worker's attempts ended. One that comes too late, or twice, changes nothing.
    ///   - claimant: The worker, its queues and functions, and how many tasks it takes.
    ///   - rotation: The result of the worker's previous claim.
    ///   - now: The present.
    /// - Returns: The effects of the outcomes, and the tasks.
    /// - Throws: `StoreError`.
    func recordAndClaim(
        _ outcomes: [AttemptOutcome], for claimant: Claimant, rotation: QueueRotation, now: WallTime
    ) throws(StoreError) -> (recorded: RecordedOutcomes, claim: ClaimResult)

    /// Records how attempts ended.
    ///
    /// - Parameters:
    ///   - outcomes: How they ended.
    ///   - slot: The slot of the worker that had them.
    /// - Returns: Their effects.
    /// - Throws: `StoreError`.
    func record(_ outcomes: [AttemptOutcome], slot: String) throws(StoreError) -> RecordedOutcomes
}
