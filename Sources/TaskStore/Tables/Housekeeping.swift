extension Connection {
    /// Deletes what nobody may ask for any more: some old tasks with their attempts, and keys whose time is over.
    ///
    /// Few at a time, so that the write lock is held for a millisecond or two; call it until it has nothing to do.
    ///
    /// - Parameters:
    ///   - instant: tasks that ended before it go; µs since 1970.
    ///   - now: µs since 1970.
    /// - Returns: the number of tasks deleted; fewer than ``housekeepingBatch`` when no more are due.
    /// - Throws: `StoreError`.
    package func deleteFinished(before instant: Int64, now: Int64) throws(StoreError) -> Int {
        var rows: [Int64] = []
        // A seek for each state, as the index has it first; so the states can also be counted and listed by it.
        for state in [TaskState.succeeded, .failed, .cancelled] {
            rows += try statement(
                """
                SELECT id FROM autocron_tasks WHERE state BETWEEN 2 AND 4 AND state = ?1 AND finished < ?2 \
                ORDER BY finished LIMIT ?3
                """
            ).rows(
                .integer(state.rawValue), .integer(instant), .integer(Int64(Self.housekeepingBatch - rows.count))
            ) { $0.integer(0) }
        }
        for row in rows {
            try statement("DELETE FROM autocron_attempts WHERE task = ?1").run(.integer(row))
            try statement("DELETE FROM autocron_tasks WHERE id = ?1").run(.integer(row))
        }
        try statement("DELETE FROM autocron_keys WHERE until <= ?1").run(.integer(now))
        // It looks at all of them, so after the last batch alone.
        if rows.count < Self.housekeepingBatch { try deleteStandIns() }
        return rows.count
    }

    /// How many tasks one transaction of housekeeping deletes.
    package static let housekeepingBatch = 200
}
