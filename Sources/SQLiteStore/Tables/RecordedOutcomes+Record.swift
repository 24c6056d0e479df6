package import TaskModel

extension Connection {
    /// Records outcomes, in their order.
    ///
    /// - Parameters:
    ///   - outcomes: How attempts ended.
    ///   - slot: The slot of the worker that had them.
    /// - Returns: Their effects.
    /// - Throws: `StoreError`.
    package func record(_ outcomes: [AttemptOutcome], slot: String) throws(StoreError) -> RecordedOutcomes {
        var recorded = RecordedOutcomes()
        for (index, outcome) in outcomes.enumerated() {
            var outcome = outcome
            let effect = try effect(of: outcome, slot: slot)
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
            case .failed(let failure): try add(failure, of: outcome, to: &recorded)
            }
        }
        return recorded
    }

    private func add(
        _ failure: Failure, of outcome: AttemptOutcome, to recorded: inout RecordedOutcomes
    ) throws(StoreError) {
        guard let transition = try transition(ofRow: outcome.attempt.row) else { return }
        recorded.failures.append(FailedAttempt(transition: transition, failure: failure))
        guard transition.state == .waiting else { return }
        if transition.runAt <= outcome.ended {
            recorded.due += 1
        } else {
            recorded.earliest = min(recorded.earliest, transition.runAt)
        }
    }
}
