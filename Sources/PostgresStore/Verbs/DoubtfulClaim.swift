#if PostgreSQL
import Platform
import TaskModel

/// A claim whose session was lost before the answer to its commit came, so that the server may have made it.
///
/// The worker does not execute its tasks, and no host takes it for dead, so they would run in its slot for ever. Its next
/// claim gives them back first.
struct DoubtfulClaim: Sendable {
    var slot: String
    var attempts: [AttemptID]
}

extension PostgresConnection {
    /// Gives back the tasks of claims that may have been made.
    ///
    /// - Throws: `StoreError` with code `busy` while the server may still be committing one of them.
    func giveBack(_ claims: [DoubtfulClaim], now: WallTime) throws(StoreError) {
        for claim in claims {
            try ClaimLock.take(slot: claim.slot, on: self)
            for attempt in claim.attempts {
                let outcome = AttemptOutcome(attempt: attempt, started: nil, ended: now, result: .requeued)
                try record(outcome, slot: claim.slot, isCareful: false)
            }
        }
    }
}
#endif
