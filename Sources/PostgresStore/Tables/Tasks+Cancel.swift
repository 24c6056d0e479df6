#if PostgreSQL
package import Platform
package import TaskModel

extension PostgresConnection {
    /// Cancels a task, or marks a running one so that the pool tells its worker to stop it.
    ///
    /// - Parameters:
    ///   - id: Its UUID.
    ///   - now: The present.
    /// - Returns: The result.
    /// - Throws: `StoreError`.
    package func cancel(_ id: TaskID, now: WallTime) throws(StoreError) -> CancelResult {
        try cancellation(of: id, now: now).result
    }

    /// Cancels a task, as ``cancel(_:now:)``.
    ///
    /// - Returns: The result, and the task that the UUID leads to.
    func cancellation(of id: TaskID, now: WallTime) throws(StoreError) -> Cancellation {
        guard let task = try lockedTask(id) else { return Cancellation(result: .unknown, task: nil) }
        return Cancellation(result: try cancel(task, now: now), task: task.id)
    }

    /// - Parameter task: The task, locked.
    private func cancel(_ task: TaskRow, now: WallTime) throws(StoreError) -> CancelResult {
        switch task.state {
        case .waiting, .parked:
            try run(
                """
                UPDATE tasks SET state = 4, finished = $2, outcome = NULL, run_at = coalesce(held, run_at), held = NULL \
                WHERE id = $1
                """, .integer(task.row), .time(now))
            try releaseKey(ofRow: task.row)
            try admitRuns(afterRow: task.row)
            return .cancelled
        case .running:
            try run("UPDATE tasks SET cancelling = true WHERE id = $1", .integer(task.row))
            return .requested
        case .succeeded, .failed, .cancelled:
            return .tooLate
        }
    }

    /// The running attempts whose tasks were cancelled.
    package func unwantedAttempts() throws(StoreError) -> [UnwantedAttempt] {
        try rows("SELECT id, claim_number, slot FROM tasks WHERE state = 1 AND cancelling") { row in
            UnwantedAttempt(
                attempt: AttemptID(row: row.integer(0), claimNumber: row.integer(1)), slot: row.text(2))
        }
    }
}

extension PostgresConnection {
    /// Cancels every unfinished run of a recurring function.
    ///
    /// - Parameters:
    ///   - name: The function.
    ///   - now: The present.
    /// - Returns: The runs.
    /// - Throws: `StoreError`.
    package func cancelRuns(of name: String, now: WallTime) throws(StoreError) -> [TaskID] {
        // Locked in one order, so that two sessions cannot wait for each other.
        let runs = try rows(
            """
            SELECT uuid FROM tasks WHERE concurrency IS NOT NULL AND state <= 1 AND name = $1 ORDER BY id FOR UPDATE
            """, .text(name)
        ) { $0.taskID(0) }
        for run in runs { _ = try cancel(run, now: now) }
        return runs
    }
}
#endif
