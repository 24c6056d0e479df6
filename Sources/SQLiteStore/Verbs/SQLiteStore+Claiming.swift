package import Platform
package import TaskModel

extension SQLiteStore {
    package func recordAndClaim(
        _ outcomes: [AttemptOutcome], for claimant: Claimant, rotation: QueueRotation, now: WallTime
    ) throws(StoreError) -> (recorded: RecordedOutcomes, claim: ClaimResult) {
        try write { connection throws(StoreError) in
            let recorded = try connection.record(outcomes, slot: claimant.slot)
            return (recorded, try connection.claim(claimant, rotation: rotation, now: now))
        }
    }

    package func record(_ outcomes: [AttemptOutcome], slot: String) throws(StoreError) -> RecordedOutcomes {
        try write { connection throws(StoreError) in try connection.record(outcomes, slot: slot) }
    }
}
