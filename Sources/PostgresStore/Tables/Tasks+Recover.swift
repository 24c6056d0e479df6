#if PostgreSQL
import Platform
import TaskModel

extension PostgresConnection {
    /// Recovers everything that a dead worker had: the tasks that it finished, executed, and only reserved.
    ///
    /// Doing it twice changes nothing, so a process that dies in the middle of it does no harm.
    ///
    /// - Parameters:
    ///   - work: The dead worker's work.
    ///   - now: The present.
    ///   - isCareful: Whether each outcome is stored so that its refusal loses no other.
    /// - Returns: The new state of each task whose row this changed, the executing one first.
    /// - Throws: `StoreError`.
    func recover(_ work: DeadWorkerWork, now: WallTime, isCareful: Bool) throws(StoreError) -> [TaskTransition] {
        try waitOutSession(ofSlot: work.slot)
        try ClaimLock.take(slot: work.slot, on: self)
        try lockTasks(in: work.slot)
        var rows: [Int64] = []
        // The executing attempt is recorded after those that had ended: a slot's record may still name one of them.
        for outcome in work.outcomes where try record(outcome, slot: work.slot, isCareful: isCareful) {
            rows.append(outcome.attempt.row)
        }
        if let executing = work.executing, try record(executing, slot: work.slot, isCareful: isCareful) {
            rows.insert(executing.attempt.row, at: 0)
        }
        for reserved in try reserved(in: work.slot, now: now)
        where try record(reserved, slot: work.slot, isCareful: isCareful) {
            rows.append(reserved.attempt.row)
        }
        var transitions: [TaskTransition] = []
        for row in rows {
            if let transition = try transition(ofRow: row) { transitions.append(transition) }
        }
        return transitions
    }

    /// Takes a dead worker's lock, so that nothing of what it has sent to the server is still under way.
    ///
    /// - Throws: `StoreError` with code `busy` while its session is there; the caller tries again.
    private func waitOutSession(ofSlot name: String) throws(StoreError) {
        guard let slot = WorkerSlot(name: name), try !takeLockToRecover(slot) else { return }
        try endSession(of: slot, after: 1)
        throw StoreError(.busy, "the session of the dead worker '\(name)' with '\(location)' has not ended yet")
    }

    /// Two hosts may recover one slot at once, and the order keeps them from waiting for each other.
    private func lockTasks(in slot: String) throws(StoreError) {
        let rows = try rows("SELECT id FROM tasks WHERE state = 1 AND slot = $1 ORDER BY id FOR UPDATE", .text(slot)) {
            row throws(StoreError) in row.integer(0)
        }
        if rows.count > 1 { try lockWhatEnds(rows: rows) }
    }

    private func reserved(in slot: String, now: WallTime) throws(StoreError) -> [AttemptOutcome] {
        try rows("SELECT id, claim_number FROM tasks WHERE state = 1 AND slot = $1 ORDER BY id", .text(slot)) {
            row throws(StoreError) in
            AttemptOutcome(
                attempt: AttemptID(row: row.integer(0), claimNumber: row.integer(1)), started: nil, ended: now,
                result: .requeued)
        }
    }

    /// The slots whose workers run something, according to the table.
    ///
    /// A slot in this list without a file can never reveal what its worker was doing; see
    /// ``requeueTasks(ofLostSlot:now:)``.
    func occupiedSlots() throws(StoreError) -> [String] {
        try rows("SELECT DISTINCT slot FROM tasks WHERE state = 1") { row throws(StoreError) in row.text(0) }
    }

    /// Requeues the tasks of a worker whose slot file was deleted, as interrupted.
    ///
    /// - Returns: The number requeued.
    func requeueTasks(ofLostSlot slot: String, now: WallTime) throws(StoreError) -> Int {
        // A worker whose session is there lives, whatever the caller has seen.
        if let slot = WorkerSlot(name: slot), try !takeLockToRecover(slot) { return 0 }
        try ClaimLock.take(slot: slot, on: self)
        try lockTasks(in: slot)
        let lost = try reserved(in: slot, now: now)
        for var outcome in lost {
            outcome.result = .interrupted
            try record(outcome, slot: slot, isCareful: false)
        }
        return lost.count
    }
}
#endif
