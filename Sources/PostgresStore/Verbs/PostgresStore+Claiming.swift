#if PostgreSQL
package import Platform
import Synchronization
package import TaskModel

extension PostgresStore {
    package func recordAndClaim(
        _ outcomes: [AttemptOutcome], for claimant: Claimant, rotation: QueueRotation, now: WallTime
    ) throws(StoreError) -> (recorded: RecordedOutcomes, claim: ClaimResult) {
        let doubtful = doubtfulClaims.withLock { $0 }
        var claimed: [AttemptID] = []
        do throws(StoreError) {
            let answer = try tryingAgainCarefully { isCareful throws(StoreError) in
                // A claim that a crash of the server undoes would be made by another worker while this one executes the
                // task.
                try write(claimingFor: claimant.slot) { connection throws(StoreError) in
                    claimed = []
                    try connection.giveBack(doubtful, now: now)
                    let recorded = try connection.record(outcomes, slot: claimant.slot, isCareful: isCareful)
                    let claim = try connection.claim(claimant, rotation: rotation, now: now)
                    claimed = claim.tasks.map(\.attempt)
                    return (recorded, claim)
                }
            }
            if !doubtful.isEmpty { doubtfulClaims.withLock { $0 = [] } }
            return answer
        } catch {
            if error.code == .unreachable, !claimed.isEmpty {
                let claim = DoubtfulClaim(slot: claimant.slot, attempts: claimed)
                doubtfulClaims.withLock { $0.append(claim) }
            }
            throw error
        }
    }

    package func record(_ outcomes: [AttemptOutcome], slot: String) throws(StoreError) -> RecordedOutcomes {
        try tryingAgainCarefully { isCareful throws(StoreError) in
            try write { connection throws(StoreError) in
                try connection.record(outcomes, slot: slot, isCareful: isCareful)
            }
        }
    }

    /// Runs a transaction that stores outcomes, and again with a savepoint for each if one of them is refused.
    ///
    /// A refusal ends the whole transaction. Savepoints in every transaction would cost two exchanges for each outcome.
    func tryingAgainCarefully<R>(
        _ body: (_ isCareful: Bool) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        do throws(StoreError) {
            return try body(false)
        } catch {
            guard error.code == .refused else { throw error }
            return try body(true)
        }
    }
}
#endif
