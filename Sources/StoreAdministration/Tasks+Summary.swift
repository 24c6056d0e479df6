package import InspectionModel
import Platform
package import SQLiteStore
package import TaskModel

extension Connection {
    /// Reads tasks by their rows.
    ///
    /// - Parameter rows: The rows; deleted ones are left out of the result.
    /// - Returns: The tasks, in that order.
    /// - Throws: `StoreError`.
    package func summaries(_ rows: [Int64]) throws(StoreError) -> [TaskSummary] {
        var lines: [TaskSummary] = []
        for row in rows {
            if let line = try summary(row) { lines.append(line) }
        }
        return lines
    }

    /// Reads one task by its row.
    package func summary(_ row: Int64) throws(StoreError) -> TaskSummary? {
        // Lists do not show a result, which may be large.
        try statement(
            """
            SELECT task.id, uuid, task.name, queues.name, state, level, created, coalesce(held, run_at), \
            started, finished, attempts_used, max_attempts, progress, progress_message, cancelling, slot, claim_number, \
            scheduled_at, \
            CASE WHEN state IN (3, 5) THEN outcome END, held IS NOT NULL \
            FROM autocron_tasks AS task JOIN autocron_queues AS queues ON queues.id = task.queue \
            WHERE task.id = ?1
            """
        ).first(.integer(row)) { row throws(StoreError) in
            TaskSummary(
                row: row.integer(0), id: try row.taskID(1), name: row.blob(2), queue: row.blob(3),
                state: TaskState(rawValue: row.integer(4)) ?? .waiting,
                priority: Priority(rawValue: row.integer(5)) ?? .medium,
                created: row.time(6), runAt: row.time(7), started: row.optionalTime(8),
                finished: row.optionalTime(9), attemptsUsed: row.integer(10), maxAttempts: row.integer(11),
                progress: row.isNull(12) ? nil : row.real(12), progressMessage: row.optionalBlob(13),
                isCancelling: row.integer(14) != 0, isHeld: row.integer(19) != 0, slot: row.optionalText(15),
                claimNumber: row.integer(16), scheduledAt: row.optionalTime(17),
                failure: row.optionalBlob(18).flatMap(Failure.init(json:))
            )
        }
    }

    /// Reads one task with all its columns and attempts.
    ///
    /// - Parameter id: Its UUID.
    /// - Returns: nil if there is none, or none any more.
    /// - Throws: `StoreError`.
    package func details(_ id: TaskID) throws(StoreError) -> TaskDetails? {
        guard let row = try task(id)?.row, let line = try summary(row) else { return nil }
        let earlier = try earlierAttempts(ofRow: row)
        return try statement(
            """
            SELECT arguments, CASE WHEN state = 2 THEN outcome END, key, backoff, interruptions, unattributed, missed \
            FROM autocron_tasks WHERE id = ?1
            """
        ).first(.integer(row)) { row in
            TaskDetails(
                summary: line, arguments: row.blob(0), result: row.optionalBlob(1), key: row.optionalBlob(2),
                backoff: RetryDelay(text: row.optionalText(3)), interruptions: row.integer(4),
                unattributed: row.integer(5), missed: row.integer(6), earlier: earlier
            )
        }
    }

    private func earlierAttempts(ofRow row: Int64) throws(StoreError) -> [AttemptRow] {
        try statement(
            "SELECT claim_number, started, ended, outcome FROM autocron_attempts WHERE task = ?1 ORDER BY claim_number"
        )
        .rows(.integer(row)) { row in
            AttemptRow(
                claimNumber: row.integer(0), started: row.optionalTime(1), ended: row.time(2),
                failure: Failure(json: row.blob(3))
            )
        }
    }

    /// A worker's tasks: the one that it runs, and those that it has reserved.
    ///
    /// - Parameter slot: The worker's slot.
    /// - Returns: Their rows.
    /// - Throws: `StoreError`.
    package func rows(inSlot slot: String) throws(StoreError) -> [Int64] {
        try statement("SELECT id FROM autocron_tasks WHERE state = 1 AND slot = ?1").rows(.text(slot)) { $0.integer(0) }
    }
}
