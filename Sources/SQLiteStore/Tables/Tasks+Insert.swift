package import TaskModel

extension NewTask {
    /// Whether it comes from an ordinary call, in the default queue: it is stored by its row alone, with no more
    /// columns than ``Connection/insertPlain(_:)`` fills.
    package var isPlain: Bool {
        uniqueness == nil && queue == "default" && scheduledAt == nil && missed == 0 && concurrency == nil
    }
}

extension Connection {
    /// Stores a task, or finds the equal one that its unique key names.
    ///
    /// - Parameter task: The task.
    /// - Returns: What happened.
    /// - Throws: `StoreError`.
    package func insert(_ task: NewTask) throws(StoreError) -> InsertResult {
        if let unique = task.uniqueness, let holder = try holder(of: unique.key, at: task.created) {
            return .existing(holder)
        }
        guard try insertRow(task, queue: try queueNumber(task.queue)) else {
            // Without an instant, the only conflict is with the same task: a commit whose success was not known. The
            // task may have ended since, so it gets no key again.
            return task.scheduledAt == nil ? .stored : .alreadyFired
        }
        if let unique = task.uniqueness { try take(unique, for: task.id) }
        return .stored
    }

    /// - Returns: False if the row exists already.
    private func insertRow(_ task: NewTask, queue: Int64) throws(StoreError) -> Bool {
        try statement(
            """
            INSERT INTO autocron_tasks(uuid, queue, level, run_at, name, arguments, created, max_attempts, backoff, \
            scheduled_at, missed, key, key_scope, concurrency, ready) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
            ON CONFLICT DO NOTHING
            """
        ).run(
            .id(task.id), .integer(queue), .integer(task.priority.rawValue), .time(task.runAt), .text(task.name),
            .blob(task.arguments), .time(task.created), .integer(task.maxAttempts), .optionalText(task.retryDelay.text),
            .optionalTime(task.scheduledAt), .integer(task.missed), .optionalText(task.uniqueness?.key),
            .integer(task.uniqueness?.scope.rawValue ?? 0), .optionalInteger(task.concurrency),
            .integer(try readiness(of: task).rawValue)
        )
        return changes > 0
    }

    /// The number of a queue, which is created with its first task.
    private func queueNumber(_ name: String) throws(StoreError) -> Int64 {
        if name == "default" { return 1 }
        let known = try statement("SELECT id FROM autocron_queues WHERE name = ?1").first(.text(name)) { $0.integer(0) }
        if let known { return known }
        try statement("INSERT INTO autocron_queues(name) VALUES (?1)").run(.text(name))
        return lastInsertedRow
    }
}
