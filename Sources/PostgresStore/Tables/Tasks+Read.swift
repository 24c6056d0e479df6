#if PostgreSQL
import Platform
package import TaskModel

extension PostgresConnection {
    /// Reads one task.
    ///
    /// - Parameter id: Its UUID, or an alias; see ``insert(reservedID:)-(NewTask)``.
    /// - Returns: nil if there is none, or none any more.
    /// - Throws: `StoreError`.
    package func task(_ id: TaskID) throws(StoreError) -> TaskRow? {
        try task(id, locking: "")
    }

    /// Reads one task, and locks it until the transaction ends.
    ///
    /// What is read is what other sessions have committed by the time at which the lock is had.
    package func lockedTask(_ id: TaskID) throws(StoreError) -> TaskRow? {
        try task(id, locking: " FOR UPDATE")
    }

    private func task(_ id: TaskID, locking: String) throws(StoreError) -> TaskRow? {
        if let task = try row(of: id, locking: locking) { return task }
        guard let original = try original(of: id) else { return nil }
        return try row(of: original, locking: locking)
    }

    private func row(of id: TaskID, locking: String) throws(StoreError) -> TaskRow? {
        try first(
            "SELECT id, uuid, name, state, attempts_used, finished, outcome FROM tasks WHERE uuid = $1\(locking)",
            .id(id)
        ) { row in
            TaskRow(
                row: row.integer(0), id: row.taskID(1), name: row.text(2),
                state: TaskState(rawValue: row.integer(3)) ?? .waiting, attemptsUsed: row.integer(4),
                finished: row.optionalTime(5), outcome: row.optionalBytes(6)
            )
        }
    }

    /// Reads the name of the function that an attempt executes.
    ///
    /// - Parameters:
    ///   - attempt: The attempt.
    ///   - slot: The slot of the worker that has it.
    /// - Returns: nil if the attempt has ended, or is another worker's.
    /// - Throws: `StoreError`.
    package func nameOfRunning(_ attempt: AttemptID, slot: String) throws(StoreError) -> String? {
        // With 'state = 1' the planner may walk the index of running tasks, with all its dead entries.
        try first(
            "SELECT name FROM tasks WHERE id = $1 AND state + 0 = 1 AND claim_number = $2 AND slot = $3",
            .integer(attempt.row), .integer(attempt.claimNumber), .text(slot)
        ) { $0.text(0) }
    }

    /// A number that changes when a transaction that writes has ended, on the whole server; reads no table.
    ///
    /// The newest number of a transaction does not suffice: an older one may commit after it.
    package func changeCounter() throws(StoreError) -> Int64 {
        try first("SELECT hashtextextended(pg_current_snapshot()::text, 0)") { $0.integer(0) } ?? 0
    }

    /// The number of tasks in each state.
    package func counts() throws(StoreError) -> [TaskState: Int] {
        let rows = try rows("SELECT state, count(*) FROM tasks GROUP BY state") { row in
            (row.integer(0), Int(row.integer(1)))
        }
        var counts: [TaskState: Int] = [:]
        for (state, count) in rows {
            if let state = TaskState(rawValue: state) { counts[state] = count }
        }
        return counts
    }
}
#endif
