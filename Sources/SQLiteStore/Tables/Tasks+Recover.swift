package import Platform
package import TaskModel

extension Connection {
    /// Recovers everything that a dead worker had: the tasks that it finished, executed, and only reserved.
    ///
    /// Doing it twice changes nothing, so a process that dies in the middle of it does no harm.
    ///
    /// - Parameters:
    ///   - work: The dead worker's work.
    ///   - now: The present.
    /// - Returns: The new state of each task whose row this changed, the executing one first.
    /// - Throws: `StoreError`.
    package func recover(_ work: DeadWorkerWork, now: WallTime) throws(StoreError) -> [TaskTransition] {
        var rows: [Int64] = []
        // The executing attempt is recorded after those that had ended: a slot's record may still name one of them.
        for outcome in work.outcomes where try record(outcome, slot: work.slot) {
            rows.append(outcome.attempt.row)
        }
        if let executing = work.executing, try record(executing, slot: work.slot) {
            rows.insert(executing.attempt.row, at: 0)
        }
        for reserved in try reserved(in: work.slot, now: now) where try record(reserved, slot: work.slot) {
            rows.append(reserved.attempt.row)
        }
        var transitions: [TaskTransition] = []
        for row in rows {
            if let transition = try transition(ofRow: row) { transitions.append(transition) }
        }
        return transitions
    }

    private func reserved(in slot: String, now: WallTime) throws(StoreError) -> [AttemptOutcome] {
        try statement("SELECT id, claim_number FROM autocron_tasks WHERE state = 1 AND slot = ?1").rows(.text(slot)) {
            row in
            AttemptOutcome(
                attempt: AttemptID(row: row.integer(0), claimNumber: row.integer(1)), started: nil, ended: now,
                result: .requeued)
        }
    }

    /// The slots whose workers run something, according to the table.
    ///
    /// A slot in this list without a file can never reveal what its worker was doing; see
    /// ``requeueTasks(ofLostSlot:now:)``.
    package func occupiedSlots() throws(StoreError) -> [String] {
        try statement("SELECT DISTINCT slot FROM autocron_tasks WHERE state = 1").rows { $0.text(0) }
    }

    /// Requeues the tasks of a worker whose slot file was deleted, as interrupted.
    ///
    /// - Returns: The number requeued.
    package func requeueTasks(ofLostSlot slot: String, now: WallTime) throws(StoreError) -> Int {
        let lost = try reserved(in: slot, now: now)
        for var outcome in lost {
            outcome.result = .interrupted
            try record(outcome, slot: slot)
        }
        return lost.count
    }
}
