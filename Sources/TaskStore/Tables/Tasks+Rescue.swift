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
    /// Settles everything that a dead worker had: what it finished, what it executed, and what it had only reserved.
    ///
    /// Doing it twice changes nothing, so a rescuer that dies in the middle does no harm.
    ///
    /// - Parameters:
    ///   - wreck: what was found.
    ///   - now: µs since 1970.
    /// - Returns: what has become of each task whose row this changed, the executing one first.
    /// - Throws: `StoreError`.
    package func rescue(_ wreck: Wreck, now: Int64) throws(StoreError) -> [Settlement] {
        var rows: [Int64] = []
        // The executing attempt is settled after those that had ended: a record may still name one of them.
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

    private func reserved(in slot: String, now: Int64) throws(StoreError) -> [Outcome] {
        try statement("SELECT id, attempt FROM autocron_tasks WHERE state = 1 AND slot = ?1").rows(.text(slot)) { row in
            Outcome(row: row.integer(0), attempt: row.integer(1), started: nil, ended: now, end: .unstarted)
        }
    }

    /// The slots that the table knows as running something.
    ///
    /// A slot in this list whose file is gone can never tell what it was doing; see ``returnTasks(ofLostSlot:now:)``.
    package func occupiedSlots() throws(StoreError) -> [String] {
        try statement("SELECT DISTINCT slot FROM autocron_tasks WHERE state = 1").rows { $0.text(0) }
    }

    /// Gives back the tasks of a worker whose slot file somebody has deleted, as interrupted.
    ///
    /// - Returns: how many.
    package func returnTasks(ofLostSlot slot: String, now: Int64) throws(StoreError) -> Int {
        let lost = try reserved(in: slot, now: now)
        for var outcome in lost {
            outcome.end = .interrupted
            try settle(outcome, slot: slot)
        }
        return lost.count
    }
}
