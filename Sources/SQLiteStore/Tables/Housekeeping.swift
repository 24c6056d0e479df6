package import Platform
package import TaskModel

extension Connection {
    /// The result of a batch of housekeeping.
    package struct Housekeeping: Equatable, Sendable {
        /// The number of tasks deleted.
        package var tasks = 0
        /// Whether more may be due.
        package var mayHaveMore = false
    }

    /// Deletes rows that are no longer needed: some old tasks with their attempts, and keys that have expired.
    ///
    /// Few at a time, so that the write lock is held for a millisecond or two; the caller repeats it until nothing is
    /// left.
    ///
    /// - Parameters:
    ///   - instant: Tasks that ended before it are deleted.
    ///   - now: The present.
    /// - Returns: What was deleted.
    /// - Throws: `StoreError`.
    package func deleteFinished(before instant: WallTime, now: WallTime) throws(StoreError) -> Housekeeping {
        var rows: [(row: Int64, id: TaskID, queue: Int64)] = []
        // One seek for each state, the first column of the index, which also serves to count and list tasks by state.
        for state in [TaskState.succeeded, .failed, .cancelled] {
            rows += try statement(
                """
                SELECT id, uuid, queue FROM autocron_tasks WHERE state BETWEEN 2 AND 4 AND state = ?1 AND finished < ?2 \
                ORDER BY finished LIMIT ?3
                """
            ).rows(
                .integer(state.rawValue), .time(instant), .integer(Int64(Self.housekeepingBatch - rows.count))
            ) { row throws(StoreError) in (row.integer(0), try row.taskID(1), row.integer(2)) }
        }
        var done = Housekeeping(mayHaveMore: rows.count == Self.housekeepingBatch)
        var keys = Self.housekeepingBatch
        for task in rows {
            keys -= try deleteKeys(of: task.id, limit: keys)
            // The task is deleted after the last of them, because nothing else leads to them.
            guard keys > 0 else {
                done.mayHaveMore = true
                break
            }
            try deleteRow(task.row, queue: task.queue)
            done.tasks += 1
        }
        try statement(
            "DELETE FROM autocron_keys WHERE key IN (SELECT key FROM autocron_keys WHERE until <= ?1 LIMIT ?2)"
        ).run(.time(now), .integer(Int64(Self.housekeepingBatch)))
        if changes == Self.housekeepingBatch { done.mayHaveMore = true }
        return done
    }

    /// The maximum number of tasks, and of keys, that one transaction of housekeeping deletes.
    package static let housekeepingBatch = 200

    /// Deletes a task that does not run, with everything that belongs to it.
    ///
    /// - Throws: `StoreError`.
    package func deleteTask(row: Int64) throws(StoreError) {
        let found = try statement("SELECT uuid, queue FROM autocron_tasks WHERE id = ?1").first(.integer(row)) {
            row throws(StoreError) in
            (id: try row.taskID(0), queue: row.integer(1))
        }
        guard let found else { return }
        _ = try deleteKeys(of: found.id, limit: .max)
        try deleteRow(row, queue: found.queue)
    }

    /// Deletes a task's unique key, if it still has one, and its alias identifiers.
    ///
    /// Keys that last for a time outlive their task.
    ///
    /// - Returns: The number deleted; the limit if there may be more.
    private func deleteKeys(of id: TaskID, limit: Int) throws(StoreError) -> Int {
        try statement(
            """
            DELETE FROM autocron_keys \
            WHERE key IN (SELECT key FROM autocron_keys WHERE task = ?1 AND until IS NULL LIMIT ?2)
            """
        ).run(.id(id), .integer(Int64(limit)))
        return changes
    }

    /// Deletes a task's row, its attempts, and its queue's name with the last of its tasks.
    private func deleteRow(_ row: Int64, queue: Int64) throws(StoreError) {
        try statement("DELETE FROM autocron_attempts WHERE task = ?1").run(.integer(row))
        try statement("DELETE FROM autocron_tasks WHERE id = ?1").run(.integer(row))
        // The default queue's name always exists.
        guard queue != 1 else { return }
        try statement(
            """
            DELETE FROM autocron_queues WHERE id = ?1 \
            AND NOT EXISTS (SELECT 1 FROM autocron_tasks WHERE queue <> 1 AND queue = ?1)
            """
        ).run(.integer(queue))
    }
}
