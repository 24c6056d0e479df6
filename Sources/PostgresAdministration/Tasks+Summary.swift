#if PostgreSQL
package import InspectionModel
import Platform
package import PostgresStore
package import TaskModel

extension PostgresConnection {
    /// The columns of a list, which does not show a result: it may be large.
    private static let columns = """
        task.id, uuid, task.name, queues.name, state, level, created, coalesce(held, run_at), started, finished, \
        attempts_used, max_attempts, progress, progress_message, cancelling, slot, claim_number, scheduled_at, \
        CASE WHEN state IN (3, 5) THEN outcome END, held IS NOT NULL
        """
    private static let source = "FROM tasks AS task JOIN queues ON queues.id = task.queue"

    /// Reads tasks by their rows.
    ///
    /// - Parameter rows: The rows; deleted ones are left out of the result.
    /// - Returns: The tasks, in that order.
    /// - Throws: `StoreError`.
    package func summaries(_ rows: [Int64]) throws(StoreError) -> [TaskSummary] {
        guard !rows.isEmpty else { return [] }
        let found = try self.rows(
            "SELECT \(Self.columns) \(Self.source) WHERE task.id = ANY($1)", .integers(rows)
        ) { Self.summary($0) }
        let tasks = Dictionary(found.map { ($0.row, $0) }) { first, _ in first }
        return rows.compactMap { tasks[$0] }
    }

    /// Reads one task by its row.
    package func summary(_ row: Int64) throws(StoreError) -> TaskSummary? {
        try summaries([row]).first
    }

    private static func summary(_ row: PostgresRow) -> TaskSummary {
        TaskSummary(
            row: row.integer(0), id: row.taskID(1), name: row.bytes(2), queue: row.bytes(3),
            state: TaskState(rawValue: row.integer(4)) ?? .waiting,
            priority: Priority(rawValue: row.integer(5)) ?? .medium,
            created: row.time(6), runAt: row.time(7), started: row.optionalTime(8),
            finished: row.optionalTime(9), attemptsUsed: row.integer(10), maxAttempts: row.integer(11),
            progress: row.optionalReal(12), progressMessage: row.optionalBytes(13),
            isCancelling: row.bool(14), isHeld: row.bool(19), slot: row.optionalText(15),
            claimNumber: row.integer(16), scheduledAt: row.optionalTime(17),
            failure: row.optionalBytes(18).flatMap(Failure.init(json:))
        )
    }

    /// Reads one task with all its columns and attempts.
    ///
    /// - Parameter id: Its UUID.
    /// - Returns: nil if there is none, or none any more.
    /// - Throws: `StoreError`.
    package func details(_ id: TaskID) throws(StoreError) -> TaskDetails? {
        guard let row = try task(id)?.row else { return nil }
        let details = try first(
            """
            SELECT \(Self.columns), \
            arguments, CASE WHEN state = 2 THEN outcome END, key, backoff, interruptions, unattributed, missed \
            \(Self.source) WHERE task.id = $1
            """, .integer(row)
        ) { row in
            TaskDetails(
                summary: Self.summary(row), arguments: row.bytes(20), result: row.optionalBytes(21),
                key: row.optionalBytes(22), backoff: RetryDelay(text: row.optionalText(23)),
                interruptions: row.integer(24), unattributed: row.integer(25), missed: row.integer(26)
            )
        }
        guard var details else { return nil }
        details.earlier = try earlierAttempts(ofRow: row)
        return details
    }

    private func earlierAttempts(ofRow row: Int64) throws(StoreError) -> [AttemptRow] {
        try rows(
            "SELECT claim_number, started, ended, outcome FROM attempts WHERE task = $1 ORDER BY claim_number",
            .integer(row)
        ) { row in
            AttemptRow(
                claimNumber: row.integer(0), started: row.optionalTime(1), ended: row.time(2),
                failure: Failure(json: row.bytes(3))
            )
        }
    }

    /// A worker's tasks: the one that it runs, and those that it has reserved.
    ///
    /// - Parameter slot: The worker's slot.
    /// - Returns: Their rows.
    /// - Throws: `StoreError`.
    package func rows(inSlot slot: String) throws(StoreError) -> [Int64] {
        try rows("SELECT id FROM tasks WHERE state = 1 AND slot = $1", .text(slot)) { $0.integer(0) }
    }
}
#endif
