package import TaskStore

/// The effects that storing some outcomes has on the queue.
package struct Settling: Equatable, Sendable {
    /// Tasks that are due at once.
    var due: Int64 = 0
    /// The earliest instant at which another task is due.
    var earliest = WallTime.distantFuture

    /// For each outcome, in their order, whether it counts: one that came too late, or was replaced, does not.
    var counts: [Bool] = []

    /// The indexes of outcomes that found a cancellation request, which has ended their tasks.
    var cancelled: Set<Int> = []

    /// The effects on tasks whose attempts failed.
    package var failures: [FailedAttempt] = []

    /// Stores outcomes, inside a transaction.
    package static func store(
        _ outcomes: [Outcome], slot: String, on connection: Connection
    ) throws(StoreError) -> Settling {
        var settling = Settling()
        for (place, outcome) in outcomes.enumerated() {
            var outcome = outcome
            let effect = try connection.effect(of: outcome, slot: slot)
            settling.counts.append(effect == .asTold || effect == .cancelled)
            switch effect {
            case .asTold: break
            case .replaced(let other): outcome = other
            case .cancelled:
                settling.cancelled.insert(place)
                continue
            case .none: continue
            }
            switch outcome.end {
            case .succeeded, .cancelled, .parked: break
            case .unstarted, .interrupted, .unattributed: settling.due += 1
            case .failed(let failure): try settling.add(failure, of: outcome, on: connection)
            }
        }
        return settling
    }

    private mutating func add(
        _ failure: Failure, of outcome: Outcome, on connection: Connection
    ) throws(StoreError) {
        guard let settlement = try connection.settlement(ofRow: outcome.row) else { return }
        failures.append(FailedAttempt(settlement: settlement, failure: failure))
        guard settlement.state == .waiting else { return }
        if settlement.runAt <= outcome.ended { due += 1 } else { earliest = min(earliest, settlement.runAt) }
    }
}
