package import Platform
package import TaskModel

extension Connection {
    /// Cancels a task, or marks a running one so that the pool tells its worker to stop it.
    ///
    /// - Parameters:
    ///   - id: Its UUID.
    ///   - now: The present.
    /// - Returns: The result.
    /// - Throws: `StoreError`.
    package func cancel(_ id: TaskID, now: WallTime) throws(StoreError) -> CancelResult {
        guard let task = try task(id) else { return .unknown }
        switch task.state {
        case .waiting, .parked:
            try statement(
                """
                UPDATE autocron_tasks SET state = 4, finished = ?2, outcome = NULL, run_at = coalesce(held, run_at), \
                held = NULL WHERE id = ?1
                """
            ).run(.integer(task.row), .time(now))
            try releaseKey(ofRow: task.row)
            try admitRuns(afterRow: task.row)
            return .cancelled
        case .running:
            try statement("UPDATE autocron_tasks SET cancelling = 1 WHERE id = ?1").run(.integer(task.row))
            return .requested
        case .succeeded, .failed, .cancelled:
            return .tooLate
        }
    }

    /// The running attempts whose tasks were cancelled.
    package func unwantedAttempts() throws(StoreError) -> [UnwantedAttempt] {
        try statement("SELECT id, claim_number, slot FROM autocron_tasks WHERE state = 1 AND cancelling = 1").rows {
            row in
            UnwantedAttempt(
                attempt: AttemptID(row: row.integer(0), claimNumber: row.integer(1)), slot: row.text(2))
        }
    }
}

extension Connection {
    /// Cancels every unfinished run of a recurring function.
    ///
    /// - Parameters:
    ///   - name: The function.
    ///   - now: The present.
    /// - Returns: The runs.
    /// - Throws: `StoreError`.
    package func cancelRuns(of name: String, now: WallTime) throws(StoreError) -> [TaskID] {
        let runs = try statement(
            "SELECT uuid FROM autocron_tasks WHERE concurrency IS NOT NULL AND state <= 1 AND name = ?1"
        ).rows(.text(name)) { row throws(StoreError) in try row.taskID(0) }
        for run in runs { _ = try cancel(run, now: now) }
        return runs
    }
}
