#if PostgreSQL
package import InspectionModel
package import Platform
package import PostgresStore
package import TaskModel

// Changes to tasks by the command line. Cancellation has a file of its own, because handles do it too.

extension PostgresConnection {
    /// Locks tasks until the transaction ends, in one order, so that two sessions cannot wait for each other.
    ///
    /// The recurring functions of runs among them are locked as well, again in one order: when a run ends, others are
    /// admitted.
    ///
    /// - Parameter ids: Their UUIDs; those that no task has are ignored.
    /// - Throws: `StoreError`.
    func lockTasks(_ ids: [TaskID]) throws(StoreError) {
        let functions = try rows(
            """
            SELECT CASE WHEN concurrency IS NOT NULL THEN name END FROM tasks WHERE uuid = ANY($1) ORDER BY id FOR UPDATE
            """, .ids(ids)
        ) { $0.optionalText(0) }
        try lockSchedules(Set(functions.compactMap(\.self)))
    }

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
        guard let task = try lockedTask(id) else { return .unknown }
        switch task.state {
        case .succeeded: return .succeeded
        case .running: return .alreadyDue
        case .waiting:
            let changes = try run(
                "UPDATE tasks SET run_at = $2 WHERE id = $1 AND coalesce(held, run_at) > $2", .integer(task.row),
                .time(now))
            return changes > 0 ? .due : .alreadyDue
        case .failed, .cancelled, .parked:
            if let holder = try retakeKey(ofRow: task.row, for: task.id, now: now) { return .duplicate(holder) }
            try keepStory(ofRow: task.row)
            try run(
                """
                UPDATE tasks SET state = 0, ready = 0, run_at = $2, \
                max_attempts = greatest(max_attempts, attempts_used + 1), interruptions = 0, unattributed = 0, \
                cancelling = false, started = NULL, finished = NULL, outcome = NULL, progress = NULL, \
                progress_message = NULL, held = NULL WHERE id = $1
                """, .integer(task.row), .time(now))
            return .due
        }
    }

    /// Takes a task's unique key again, which was released when the task ended.
    ///
    /// - Returns: The other task that has it, if there is one.
    private func retakeKey(
        ofRow row: Int64, for id: TaskID, now: WallTime
    ) throws(StoreError) -> TaskID? {
        let found = try first(
            "SELECT key, key_scope FROM tasks WHERE id = $1 AND key IS NOT NULL", .integer(row)
        ) { row in (key: row.text(0), rule: UniqueKey.Scope(rawValue: row.integer(1))) }
        // A key that lasts for a time does not depend on the task's end.
        guard let found, let rule = found.rule, rule != .lasting else { return nil }
        let holder = try takeUnlessHeld(UniqueKey(key: found.key, scope: rule), for: id, at: now)
        // A parked task may have its key still.
        return holder == id ? nil : holder
    }

    /// Adds the failure that ended a task to its earlier attempts.
    private func keepStory(ofRow row: Int64) throws(StoreError) {
        try run(
            """
            INSERT INTO attempts(task, claim_number, started, ended, outcome) \
            SELECT id, claim_number, started, finished, outcome FROM tasks \
            WHERE id = $1 AND state + 0 = 3 AND outcome IS NOT NULL ON CONFLICT (task, claim_number) DO UPDATE \
            SET started = excluded.started, ended = excluded.ended, outcome = excluded.outcome
            """, .integer(row))
    }

    /// Deletes a task that does not run, with its history.
    ///
    /// - Parameter id: Its UUID.
    /// - Returns: The result.
    /// - Throws: `StoreError`.
    package func delete(_ id: TaskID) throws(StoreError) -> DeleteResult {
        guard let task = try lockedTask(id) else { return .unknown }
        guard task.state != .running else { return .running }
        try releaseKey(ofRow: task.row)
        let run = try nameOfWaitingRun(task.row)
        try deleteTask(row: task.row)
        if let run { try admitRuns(of: run) }
        return .deleted
    }

    /// The recurring function of a run that waits.
    private func nameOfWaitingRun(_ row: Int64) throws(StoreError) -> String? {
        try first("SELECT name FROM tasks WHERE id = $1 AND state + 0 = 0 AND concurrency IS NOT NULL", .integer(row)) {
            $0.text(0)
        }
    }
}
#endif
