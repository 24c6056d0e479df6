#if PostgreSQL
import Platform
import TaskModel

// When there is work: queries of the timer, and of callers that wait for an empty queue.

extension PostgresConnection {
    /// The next instant at which a waiting task becomes due.
    ///
    /// - Parameter now: The present; tasks that are due already are left out.
    /// - Returns: Nil if no task is due later.
    /// - Throws: `StoreError`.
    func nextDue(after now: WallTime) throws(StoreError) -> WallTime? {
        let least = (0...3).map { level in
            "(SELECT min(run_at) FROM tasks WHERE state = 0 AND ready = 0 AND level = \(level) AND run_at > $1)"
        }
        return try first("SELECT least(\(least.joined(separator: ", ")))", .time(now)) { row throws(StoreError) in
            row.optionalTime(0)
        } ?? nil
    }

    /// Whether a task runs, or waits and is due; paused tasks are left out.
    ///
    /// Runs that wait for others of their function need no check: one of those others runs, or is due.
    func hasWork(now: WallTime) throws(StoreError) -> Bool {
        if try exists("SELECT 1 FROM tasks WHERE state = 1 LIMIT 1") { return true }
        guard try !isEverythingPaused() else { return false }
        let glance = try levelSummary(now: now)
        guard try isAnyQueuePaused() else { return !glance.levels.isEmpty }
        for level in glance.levels where try hasWork(inOpenQueuesOf: level, now: now) { return true }
        return false
    }

    private func hasWork(inOpenQueuesOf level: Int64, now: WallTime) throws(StoreError) -> Bool {
        var lower = Int64.min
        while let queue = try nextReadyQueue(lower...Int64.max, level: level) {
            if try !isPaused(queue: queue) { return true }
            lower = queue + 1
        }
        // Claims soon make due tasks ready, even in paused queues; so these are few.
        return try exists(
            """
            SELECT 1 FROM tasks AS task WHERE state = 0 AND ready = 0 AND level = $1 AND run_at <= $2 \
            AND NOT EXISTS (SELECT 1 FROM pauses WHERE subject = 'queue' \
            AND name = (SELECT name FROM queues WHERE id = task.queue)) LIMIT 1
            """,
            .integer(level), .time(now))
    }

    /// The first of some queues that has a ready task.
    func nextReadyQueue(_ queues: ClosedRange<Int64>, level: Int64) throws(StoreError) -> Int64? {
        try first(
            """
            SELECT queue FROM tasks WHERE state = 0 AND ready = 1 AND level = $1 AND queue BETWEEN $2 AND $3 \
            ORDER BY queue LIMIT 1
            """,
            .integer(level), .integer(queues.lowerBound), .integer(queues.upperBound)
        ) { row throws(StoreError) in row.integer(0) }
    }
}
#endif
