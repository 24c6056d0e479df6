extension Connection {
    /// What a batch of housekeeping has come to.
    package struct Housekeeping: Equatable, Sendable {
        /// How many tasks were deleted.
        package var tasks = 0
        /// Whether more may be due.
        package var mayHaveMore = false
    }

    /// Deletes what nobody may ask for any more: some old tasks with their attempts, and keys whose time is over.
    ///
    /// Few at a time, so that the write lock is held for a millisecond or two; call it until it has nothing to do.
    ///
    /// - Parameters:
    ///   - instant: tasks that ended before it go; µs since 1970.
    ///   - now: µs since 1970.
    /// - Returns: what was deleted.
    /// - Throws: `StoreError`.
    package func deleteFinished(before instant: Int64, now: Int64) throws(StoreError) -> Housekeeping {
        var rows: [(row: Int64, id: NewTask.Identifier, queue: Int64)] = []
        // A seek for each state, as the index has it first; so the states can also be counted and listed by it.
        for state in [TaskState.succeeded, .failed, .cancelled] {
            rows += try statement(
                """
                SELECT id, uuid, queue FROM autocron_tasks WHERE state BETWEEN 2 AND 4 AND state = ?1 AND finished < ?2 \
                ORDER BY finished LIMIT ?3
                """
            ).rows(
                .integer(state.rawValue), .integer(instant), .integer(Int64(Self.housekeepingBatch - rows.count))
            ) { row in (row.integer(0), row.blob(1), row.integer(2)) }
        }
        var done = Housekeeping(mayHaveMore: rows.count == Self.housekeepingBatch)
        var keys = Self.housekeepingBatch
        for task in rows {
            keys -= try deleteKeys(of: task.id, limit: keys)
            // The task goes after the last of them, since nothing else leads there.
            guard keys > 0 else {
                done.mayHaveMore = true
                break
            }
            try deleteRow(task.row, queue: task.queue)
            done.tasks += 1
        }
        try statement(
            "DELETE FROM autocron_keys WHERE key IN (SELECT key FROM autocron_keys WHERE until <= ?1 LIMIT ?2)"
        ).run(.integer(now), .integer(Int64(Self.housekeepingBatch)))
        if changes == Self.housekeepingBatch { done.mayHaveMore = true }
        return done
    }

    /// How many tasks, and how many keys, one transaction of housekeeping deletes at most.
    package static let housekeepingBatch = 200

    /// Deletes a task that does not run, with everything that is kept of it.
    ///
    /// - Throws: `StoreError`.
    package func deleteTask(row: Int64) throws(StoreError) {
        let found = try statement("SELECT uuid, queue FROM autocron_tasks WHERE id = ?1").first(.integer(row)) { row in
            (id: row.blob(0), queue: row.integer(1))
        }
        guard let found else { return }
        _ = try deleteKeys(of: found.id, limit: .max)
        try deleteRow(row, queue: found.queue)
    }

    /// Deletes a task's unique key, where it still has one, and the identifiers that stand for it.
    ///
    /// Keys that last for a time outlive their task.
    ///
    /// - Returns: how many there were; the limit if there may be more.
    private func deleteKeys(of id: NewTask.Identifier, limit: Int) throws(StoreError) -> Int {
        try statement(
            """
            DELETE FROM autocron_keys \
            WHERE key IN (SELECT key FROM autocron_keys WHERE task = ?1 AND until IS NULL LIMIT ?2)
            """
        ).run(.blob(id), .integer(Int64(limit)))
        return changes
    }

    /// Deletes a task's row, its attempts, and its queue's name with the last of its tasks.
    private func deleteRow(_ row: Int64, queue: Int64) throws(StoreError) {
        try statement("DELETE FROM autocron_attempts WHERE task = ?1").run(.integer(row))
        try statement("DELETE FROM autocron_tasks WHERE id = ?1").run(.integer(row))
        // The name of the default one is there from the beginning.
        guard queue != 1 else { return }
        try statement(
            """
            DELETE FROM autocron_queues WHERE id = ?1 \
            AND NOT EXISTS (SELECT 1 FROM autocron_tasks WHERE queue <> 1 AND queue = ?1)
            """
        ).run(.integer(queue))
    }
}
