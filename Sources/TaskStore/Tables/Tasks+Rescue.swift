/// What a dead worker left in its slot, and what is known of its death.
package struct Wreck: Equatable, Sendable {
    package var slot: String
    /// Attempts that ended before the death and were not stored yet.
    package var outcomes: [Outcome]
    /// The attempt that was executing, with the verdict on it; nil if the worker was between two tasks.
    package var executing: Outcome?

    package init(slot: String, outcomes: [Outcome], executing: Outcome?) {
        self.slot = slot
        self.outcomes = outcomes
        self.executing = executing
    }
}

extension Connection {
    /// Recovers everything that a dead worker had: the tasks that it finished, executed, and only reserved.
    ///
    /// Doing it twice changes nothing, so a process that dies in the middle of it does no harm.
    ///
    /// - Parameters:
    ///   - wreck: The dead worker's work.
    ///   - now: The present.
    /// - Returns: The new state of each task whose row this changed, the executing one first.
    /// - Throws: `StoreError`.
    package func rescue(_ wreck: Wreck, now: WallTime) throws(StoreError) -> [Settlement] {
        var rows: [Int64] = []
        // The executing attempt is recorded after those that had ended: a slot's record may still name one of them.
        for outcome in wreck.outcomes where try settle(outcome, slot: wreck.slot) {
            rows.append(outcome.row)
        }
        if let executing = wreck.executing, try settle(executing, slot: wreck.slot) {
            rows.insert(executing.row, at: 0)
        }
        for reserved in try reserved(in: wreck.slot, now: now) where try settle(reserved, slot: wreck.slot) {
            rows.append(reserved.row)
        }
        var settlements: [Settlement] = []
        for row in rows {
            if let settlement = try settlement(ofRow: row) { settlements.append(settlement) }
        }
        return settlements
    }

    private func reserved(in slot: String, now: WallTime) throws(StoreError) -> [Outcome] {
        try statement("SELECT id, attempt FROM autocron_tasks WHERE state = 1 AND slot = ?1").rows(.text(slot)) { row in
            Outcome(row: row.integer(0), attempt: row.integer(1), started: nil, ended: now, end: .unstarted)
        }
    }

    /// The slots whose workers run something, according to the table.
    ///
    /// A slot in this list without a file can never reveal what its worker was doing; see
    /// ``returnTasks(ofLostSlot:now:)``.
    package func occupiedSlots() throws(StoreError) -> [String] {
        try statement("SELECT DISTINCT slot FROM autocron_tasks WHERE state = 1").rows { $0.text(0) }
    }

    /// Requeues the tasks of a worker whose slot file was deleted, as interrupted.
    ///
    /// - Returns: The number requeued.
    package func returnTasks(ofLostSlot slot: String, now: WallTime) throws(StoreError) -> Int {
        let lost = try reserved(in: slot, now: now)
        for var outcome in lost {
            outcome.end = .interrupted
            try settle(outcome, slot: slot)
        }
        return lost.count
    }
}
