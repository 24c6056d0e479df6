#if PostgreSQL
package import TaskModel

extension NewTask {
    /// Whether it comes from an ordinary call, in the default queue: it is stored by its row alone, so that one
    /// statement is its transaction.
    var isPlain: Bool {
        uniqueness == nil && queue == "default" && !isRun
    }

    /// Whether it may be a run of a recurring function, on which others depend that are stored in the same transaction.
    var isRun: Bool {
        scheduledAt != nil || missed != 0 || concurrency != nil
    }

}

extension PostgresConnection {
    /// Stores a task, or finds the equal one that its unique key names.
    ///
    /// - Parameter task: The task.
    /// - Returns: What happened.
    /// - Throws: `StoreError`.
    package func insert(_ task: NewTask) throws(StoreError) -> InsertResult {
        guard task.isRun else { return try insertTogether([task][...])[0] }
        // Its row is locked before keys are, as everywhere.
        let readiness = try self.readiness(of: task)
        let queue = try queueNumbers(of: [task.queue])[task.queue] ?? Self.defaultQueue
        if let unique = task.uniqueness,
            let holder = try takeUnlessHeld(unique, for: task.id, at: task.created)
        {
            return .existing(holder)
        }
        if try insertRun(task, queue: queue, readiness) { return .stored }
        // The row exists. The task may have ended since, so it gets no key again.
        if let unique = task.uniqueness {
            try run("DELETE FROM keys WHERE key = $1 AND task = $2", .text(unique.key), .id(task.id))
        }
        // Without an instant, the only conflict is with the same task: a commit whose success was not known.
        return task.scheduledAt == nil ? .stored : .alreadyFired
    }

    /// - Returns: False if the row exists already.
    private func insertRun(_ task: NewTask, queue: Int64, _ readiness: Readiness) throws(StoreError) -> Bool {
        try run(
            """
            INSERT INTO tasks(uuid, queue, level, run_at, name, arguments, created, max_attempts, backoff, scheduled_at, \
            missed, key, key_scope, concurrency, ready) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING
            """,
            .id(task.id), .integer(queue), .integer(task.priority.rawValue), .time(task.runAt), .text(task.name),
            .json(task.arguments), .time(task.created), .integer(task.maxAttempts), .text(task.retryDelay.text),
            .time(task.scheduledAt), .integer(task.missed), .text(task.uniqueness?.key),
            .integer(task.uniqueness?.scope.rawValue ?? 0), .integer(task.concurrency), .integer(readiness.rawValue)
        ) > 0
    }
}
#endif
