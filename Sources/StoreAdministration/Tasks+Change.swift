package import InspectionModel
package import Platform
package import SQLiteStore
package import TaskModel

// Changes to tasks by the command line. Cancellation has a file of its own, because handles do it too.

extension Connection {
    /// Makes a task due at once that has ended without success, was parked, or is not due yet.
    ///
    /// A task without an attempt left gets one more; its failure stays in its history.
    ///
    /// - Parameters:
    ///   - id: Its UUID.
    ///   - now: The present.
    /// - Returns: The result.
    /// - Throws: `StoreError`.
    package func retry(_ id: TaskID, now: WallTime) throws(StoreError) -> RetryResult {
        guard let known = try self.task(id), let task = try summary(known.row) else { return .unknown }
        let row = known.row
        switch task.state {
        case .succeeded: return .succeeded
        case .running: return .alreadyDue
        case .waiting:
            guard task.runAt > now else { return .alreadyDue }
            try statement("UPDATE autocron_tasks SET run_at = ?2 WHERE id = ?1").run(.integer(row), .time(now))
            return .due
        case .failed, .cancelled, .parked:
            if let holder = try retakeKey(ofRow: row, for: known.id, now: now) { return .duplicate(holder) }
            try keepStory(ofRow: row)
            try statement(
                """
                UPDATE autocron_tasks SET state = 0, ready = 0, run_at = ?2, max_attempts = max(max_attempts, attempts_used + 1), \
                interruptions = 0, unattributed = 0, cancelling = 0, started = NULL, finished = NULL, outcome = NULL, \
                progress = NULL, \
                progress_message = NULL, held = NULL WHERE id = ?1
                """
            ).run(.integer(row), .time(now))
            return .due
        }
    }

    /// Takes a task's unique key again, which was released when the task ended.
    ///
    /// - Returns: The other task that has it, if there is one.
    private func retakeKey(
        ofRow row: Int64, for id: TaskID, now: WallTime
    ) throws(StoreError) -> TaskID? {
        let found = try statement("SELECT key, key_scope FROM autocron_tasks WHERE id = ?1 AND key IS NOT NULL")
            .first(.integer(row)) { row in (key: row.text(0), rule: UniqueKey.Scope(rawValue: row.integer(1))) }
        // A key that lasts for a time does not depend on the task's end.
        guard let found, let rule = found.rule, rule != .lasting else { return nil }
        if let holder = try holder(of: found.key, at: now), holder != id { return holder }
        try take(UniqueKey(key: found.key, scope: rule), for: id)
        return nil
    }

    /// Adds the failure that ended a task to its earlier attempts.
    private func keepStory(ofRow row: Int64) throws(StoreError) {
        try statement(
            """
            INSERT OR REPLACE INTO autocron_attempts(task, claim_number, started, ended, outcome) \
            SELECT id, claim_number, started, finished, outcome FROM autocron_tasks \
            WHERE id = ?1 AND state = 3 AND outcome IS NOT NULL
            """
        ).run(.integer(row))
    }

    /// Deletes a task that does not run, with its history.
    ///
    /// - Parameter id: Its UUID.
    /// - Returns: The result.
    /// - Throws: `StoreError`.
    package func delete(_ id: TaskID) throws(StoreError) -> DeleteResult {
        guard let task = try task(id) else { return .unknown }
        guard task.state != .running else { return .running }
        try releaseKey(ofRow: task.row)
        let run = try nameOfWaitingRun(task.row)
        try deleteTask(row: task.row)
        if let run { try admitRuns(of: run) }
        return .deleted
    }

    /// The recurring function of a run that waits.
    private func nameOfWaitingRun(_ row: Int64) throws(StoreError) -> String? {
        try statement("SELECT name FROM autocron_tasks WHERE id = ?1 AND state = 0 AND concurrency IS NOT NULL")
            .first(.integer(row)) { $0.text(0) }
    }
}
