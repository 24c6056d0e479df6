#if PostgreSQL
import TaskModel

extension PostgresConnection {
    /// Records outcomes, in their order.
    ///
    /// - Parameters:
    ///   - outcomes: How attempts ended.
    ///   - slot: The slot of the worker that had them.
    ///   - isCareful: Whether each outcome is stored so that its refusal loses no other; see ``tryingAgainCarefully(_:)``.
    /// - Returns: Their effects.
    /// - Throws: `StoreError`.
    func record(
        _ outcomes: [AttemptOutcome], slot: String, isCareful: Bool = false
    ) throws(StoreError) -> RecordedOutcomes {
        var recorded = RecordedOutcomes()
        let locking = outcomes.filter { $0.mayHoldKey || $0.mayBeRun }
        if locking.count > 1 { try lockWhatEnds(rows: locking.map(\.attempt.row)) }
        // Most outcomes are plain successes, which one statement stores.
        let plain = isCareful ? [] : outcomes.filter(\.isPlainSuccess)
        // Of two outcomes of one attempt the first counts, whatever it is.
        let isTogether = plain.count > 1 && Set(outcomes.map(\.attempt)).count == outcomes.count
        let together = isTogether ? plain : []
        let stored = try finishTogether(together, slot: slot)
        for (index, outcome) in outcomes.enumerated() {
            if isTogether, outcome.isPlainSuccess {
                recorded.isCounted.append(stored.contains(outcome.attempt))
                continue
            }
            var outcome = outcome
            let effect = try effect(of: outcome, slot: slot, isCareful: isCareful)
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

    /// Locks tasks that are about to end, then the recurring functions and the keys of all of them.
    ///
    /// Each kind has one order. The outcomes have none: a session that stores tasks with two of the keys would wait for
    /// this one, and this one for it.
    func lockWhatEnds(rows: [Int64]) throws(StoreError) {
        let found = try self.rows(
            """
            SELECT CASE WHEN concurrency IS NOT NULL THEN name END, key FROM tasks WHERE id = ANY($1) ORDER BY id FOR UPDATE
            """, .integers(rows)
        ) { row in (function: row.optionalText(0), key: row.optionalText(1)) }
        try lockSchedules(Set(found.compactMap(\.function)))
        let keys = found.compactMap(\.key)
        guard keys.count > 1 else { return }
        _ = try exists("SELECT 1 FROM keys WHERE key = ANY($1) ORDER BY key FOR UPDATE", .texts(keys))
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

    /// Ends several tasks that have succeeded, and that have neither a key nor a place among a function's runs.
    ///
    /// - Returns: The attempts that still ran.
    private func finishTogether(_ outcomes: [AttemptOutcome], slot: String) throws(StoreError) -> Set<AttemptID> {
        guard !outcomes.isEmpty else { return [] }
        // The row is found by its primary key alone: the index of running rows is full of dead entries.
        let found = try rows(
            """
            UPDATE tasks SET state = 2, slot = NULL, attempts_used = attempts_used + 1, \
            started = coalesce(new.began, started), finished = new.ended, outcome = new.result \
            FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::json[]) \
            AS new(id, number, began, ended, result) \
            WHERE tasks.id = new.id AND state + 0 = 1 AND claim_number = new.number AND slot || '' = $6 \
            RETURNING tasks.id, claim_number
            """,
            .integers(outcomes.map(\.attempt.row)), .integers(outcomes.map(\.attempt.claimNumber)),
            .times(outcomes.map(\.started)), .times(outcomes.map(\.ended)), .jsons(outcomes.map(\.successfulResult)),
            .text(slot)
        ) { row throws(StoreError) in AttemptID(row: row.integer(0), claimNumber: row.integer(1)) }
        return Set(found)
    }
}

extension AttemptOutcome {
    fileprivate var isPlainSuccess: Bool {
        guard case .succeeded = result else { return false }
        return !mayHoldKey && !mayBeRun
    }

    fileprivate var successfulResult: [UInt8]? {
        guard case .succeeded(let result) = result else { return nil }
        return result
    }
}
#endif
