#if PostgreSQL
package import Platform
package import TaskModel

extension PostgresConnection {
    /// The result of a batch of housekeeping.
    package struct Housekeeping: Equatable, Sendable {
        /// The number of tasks deleted.
        package var tasks = 0
        /// Whether more may be due.
        package var mayHaveMore = false
    }

    /// Deletes rows that are no longer needed: some old tasks with their attempts, and keys that have expired.
    ///
    /// Few at a time, so that no lock is held for long; the caller repeats it until nothing is left.
    ///
    /// - Parameters:
    ///   - instant: Tasks that ended before it are deleted.
    ///   - now: The present.
    /// - Returns: What was deleted.
    /// - Throws: `StoreError`.
    package func deleteFinished(before instant: WallTime, now: WallTime) throws(StoreError) -> Housekeeping {
        var tasks: [EndedTask] = []
        // One seek for each state, the first column of the index, which also serves to count and list tasks by state.
        for state in [TaskState.succeeded, .failed, .cancelled] where tasks.count < Self.housekeepingBatch {
            // Another session may be retrying one of them.
            tasks += try rows(
                """
                SELECT id, uuid, queue FROM tasks WHERE state BETWEEN 2 AND 4 AND state = $1 AND finished < $2 \
                ORDER BY finished LIMIT $3 FOR UPDATE SKIP LOCKED
                """,
                .integer(state.rawValue), .time(instant), .integer(Int64(Self.housekeepingBatch - tasks.count)),
                make: EndedTask.init)
        }
        var done = Housekeeping(mayHaveMore: tasks.count == Self.housekeepingBatch)
        if try deleteKeys(of: tasks, limit: Self.housekeepingBatch) < Self.housekeepingBatch {
            try deleteRows(tasks)
            done.tasks = tasks.count
        } else {
            // The tasks are deleted after the last of their keys, because nothing else leads to them.
            done.mayHaveMore = true
        }
        let expired = try run(
            """
            DELETE FROM keys WHERE key = ANY(ARRAY(\
            SELECT key FROM keys WHERE until <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
            """,
            .time(now), .integer(Int64(Self.housekeepingBatch)))
        if expired == Self.housekeepingBatch { done.mayHaveMore = true }
        if !done.mayHaveMore { try deleteForgottenQueues() }
        return done
    }

    /// Deletes names of queues that have no tasks any more although no session saw the last one go: two sessions deleted the
    /// last two at once, or one that was storing another held the name.
    private func deleteForgottenQueues() throws(StoreError) {
        let unused = try rows(
            """
            SELECT id FROM queues WHERE id > 1 \
            AND (SELECT true FROM tasks WHERE queue <> 1 AND queue = queues.id LIMIT 1) IS NULL \
            ORDER BY id LIMIT $1
            """, .integer(Int64(Self.housekeepingBatch))
        ) { row throws(StoreError) in row.integer(0) }
        try deleteUnused(Set(unused))
    }

    /// The maximum number of tasks, and of keys, that one transaction of housekeeping deletes.
    static let housekeepingBatch = 200

    /// Deletes a task that does not run, with everything that belongs to it.
    ///
    /// - Throws: `StoreError`.
    package func deleteTask(row: Int64) throws(StoreError) {
        let found = try rows(
            "SELECT id, uuid, queue FROM tasks WHERE id = $1 FOR UPDATE", .integer(row), make: EndedTask.init)
        guard !found.isEmpty else { return }
        _ = try deleteKeys(of: found, limit: .max)
        try deleteRows(found)
    }

    private struct EndedTask {
        var row: Int64
        var id: TaskID
        var queue: Int64

        init(_ found: PostgresRow) throws(StoreError) {
            (row, id, queue) = (found.integer(0), found.taskID(1), found.integer(2))
        }
    }

    /// Deletes tasks' unique keys, as far as they still have them, and their alias identifiers.
    ///
    /// Keys that last for a time outlive their task.
    ///
    /// - Returns: The number deleted; the limit if there may be more.
    private func deleteKeys(of tasks: [EndedTask], limit: Int) throws(StoreError) -> Int {
        guard !tasks.isEmpty else { return 0 }
        return try run(
            """
            DELETE FROM keys WHERE key = ANY(ARRAY(\
            SELECT key FROM keys WHERE task = ANY($1) AND until IS NULL LIMIT $2 FOR UPDATE)) \
            AND task = ANY($1) AND until IS NULL
            """,
            .ids(tasks.map(\.id)), .integer(Int64(limit)))
    }

    /// Deletes tasks' rows, their attempts, and each queue's name with the last of its tasks.
    private func deleteRows(_ tasks: [EndedTask]) throws(StoreError) {
        guard !tasks.isEmpty else { return }
        let ids = PostgresValue.integers(tasks.map(\.row))
        try run("DELETE FROM attempts WHERE task = ANY($1)", ids)
        try run("DELETE FROM tasks WHERE id = ANY($1)", ids)
        // The default queue's name always exists.
        let queues = Set(tasks.map(\.queue)).subtracting([1])
        try deleteUnused(queues)
    }

    private func deleteUnused(_ queues: Set<Int64>) throws(StoreError) {
        guard !queues.isEmpty else { return }
        // Locked first: who stores a task in the queue at this moment has a lock on its row, and the task is not seen yet.
        let free = try rows(
            "SELECT id FROM queues WHERE id = ANY($1) ORDER BY id FOR UPDATE SKIP LOCKED", .integers(queues.sorted())
        ) { row throws(StoreError) in row.integer(0) }
        guard !free.isEmpty else { return }
        try run(
            """
            DELETE FROM queues WHERE id = ANY($1) \
            AND NOT EXISTS (SELECT 1 FROM tasks WHERE queue <> 1 AND queue = queues.id)
            """,
            .integers(free))
    }
}
#endif
