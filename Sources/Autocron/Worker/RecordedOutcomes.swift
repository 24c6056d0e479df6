import Platform
package import SQLiteStore
package import TaskModel

/// The effects that storing some outcomes has on the queue.
package struct RecordedOutcomes: Equatable, Sendable {
    /// Tasks that are due at once.
    var due: Int64 = 0
    /// The earliest instant at which another task is due.
    var earliest = WallTime.distantFuture

    /// For each outcome, in their order, whether it counts: one that came too late, or was replaced, does not.
    var isCounted: [Bool] = []

    /// The indexes of outcomes that found a cancellation request, which has ended their tasks.
    var cancelled: Set<Int> = []

    /// The effects on tasks whose attempts failed.
    package var failures: [FailedAttempt] = []

    /// Stores outcomes, inside a transaction.
    package static func record(
        _ outcomes: [AttemptOutcome], slot: String, on connection: Connection
    ) throws(StoreError) -> RecordedOutcomes {
        var recorded = RecordedOutcomes()
        for (index, outcome) in outcomes.enumerated() {
            var outcome = outcome
            let effect = try connection.effect(of: outcome, slot: slot)
            recorded.isCounted.append(effect == .asTold || effect == .cancelled)
            switch effect {
            case .asTold: break
            case .replaced(let other): outcome = other
            case .cancelled:
                recorded.cancelled.insert(index)
                continue
            case .none: continue
            }
            switch outcome.result {
            case .succeeded, .cancelled, .parked: break
            case .requeued, .interrupted, .unattributed: recorded.due += 1
            case .failed(let failure): try recorded.recordFailure(failure, of: outcome, on: connection)
            }
        }
        return recorded
    }

    private mutating func recordFailure(
        _ failure: Failure, of outcome: AttemptOutcome, on connection: Connection
    ) throws(StoreError) {
        guard let transition = try connection.transition(ofRow: outcome.attempt.row) else { return }
        failures.append(FailedAttempt(transition: transition, failure: failure))
        guard transition.state == .waiting else { return }
        if transition.runAt <= outcome.ended { due += 1 } else { earliest = min(earliest, transition.runAt) }
    }
}
