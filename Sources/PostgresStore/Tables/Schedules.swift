#if PostgreSQL
package import Platform
package import TaskModel

extension PostgresConnection {
    /// Reads the stored state of all recurring functions, those that are gone included, by name.
    package func schedules() throws(StoreError) -> [StoredSchedule] {
        try rows(
            """
            SELECT name, spec, last, ahead, active, paused, build, missed, overlapped, \
            queue, level, max_attempts, backoff, concurrency, \
            EXISTS (SELECT 1 FROM pauses WHERE subject = 'everything' AND name = ''), \
            missed_policy, overlap_policy FROM schedules ORDER BY name
            """, make: StoredSchedule.init)
    }

    /// Reads the stored state of one recurring function.
    ///
    /// - Returns: nil if there never was one of that name.
    package func schedule(named name: String) throws(StoreError) -> StoredSchedule? {
        try first(
            """
            SELECT name, spec, last, ahead, active, paused, build, missed, overlapped, \
            queue, level, max_attempts, backoff, concurrency, \
            EXISTS (SELECT 1 FROM pauses WHERE subject = 'everything' AND name = ''), \
            missed_policy, overlap_policy FROM schedules WHERE name = $1
            """, .text(name), make: StoredSchedule.init)
    }

    /// A number that grows with each change of the schedules that is not the timer's own.
    ///
    /// It costs one seek, so the process that fires schedules can read it after every wake-up.
    package func scheduleChanges() throws(StoreError) -> Int64 {
        try first("SELECT count FROM changes WHERE id = 1") { $0.integer(0) } ?? 0
    }

    /// Moves a recurring function's mark forward; never back, so no instant is planned twice.
    ///
    /// - Parameters:
    ///   - name: The function.
    ///   - spec: The spec by which the instants were found.
    ///   - advance: The new mark, and the counts.
    /// - Returns: False if another process was there first, the function is paused or gone, or its spec has changed;
    ///   the caller then stores nothing.
    /// - Throws: `StoreError`.
    package func advance(schedule name: String, spec: String, _ advance: ScheduleAdvance) throws(StoreError) -> Bool {
        try run(
            """
            UPDATE schedules SET last = $3, missed = missed + $4, overlapped = overlapped + $5 \
            WHERE name = $1 AND spec = $2 AND last < $3 AND active AND NOT paused
            """, .text(name), .text(spec), .time(advance.last), .integer(Int64(advance.missed)),
            .integer(Int64(advance.overlapped))
        ) > 0
    }

    /// Abandons marks that are more than a day ahead of the clock, so that no function is silent for years because the
    /// clock was once wrong.
    ///
    /// The clock may be wrong now instead: a small computer may start in 1970 until it has asked for the time. So each
    /// mark is kept beside the new one, and counts again once the clock is past it: the instants planned before it are
    /// then neither missed nor run again. Of the instants in between, those that have had a run and are still stored
    /// are not run again either, because instants are unique.
    ///
    /// - Parameter now: Where the functions continue.
    /// - Returns: The number of these functions.
    /// - Throws: `StoreError`.
    package func releaseMarks(aheadOf now: WallTime) throws(StoreError) -> Int {
        // Locked in the order in which those who fire schedules lock them; an UPDATE by itself has no order.
        try run("SELECT 1 FROM schedules ORDER BY name FOR UPDATE")
        return try run(
            """
            UPDATE schedules SET ahead = greatest(ahead, last), last = $1 WHERE last > $2
            """, .time(now), .time(now + StoredSchedule.longestSetBack))
    }

    /// The number of unfinished runs of a recurring function.
    ///
    /// - Parameters:
    ///   - name: The function.
    ///   - limit: The number at which counting stops: very many may wait.
    /// - Returns: How many run, and how many wait.
    /// - Throws: `StoreError`.
    package func unfinishedRuns(
        of name: String, atMost limit: Int64 = .max
    ) throws(StoreError) -> (running: Int, waiting: Int) {
        let unfinished = try first(
            """
            SELECT count(*) FROM (SELECT 1 FROM tasks \
            WHERE concurrency IS NOT NULL AND state <= 1 AND name = $1 LIMIT $2) AS unfinished
            """, .text(name), .integer(limit)
        ) { Int($0.integer(0)) }
        let running = try runningRuns(of: name)
        return (running, max(0, (unfinished ?? 0) - running))
    }

    /// The number of executing runs of a recurring function.
    func runningRuns(of name: String) throws(StoreError) -> Int {
        try first(
            """
            SELECT count(*) FROM tasks \
            WHERE concurrency IS NOT NULL AND state <= 1 AND name = $1 AND ready = 0 AND state = 1
            """, .text(name)
        ) { Int($0.integer(0)) } ?? 0
    }
}

extension StoredSchedule {
    fileprivate init(_ row: PostgresRow) throws(StoreError) {
        self.init(
            name: row.text(0), spec: row.text(1), last: row.time(2), ahead: row.optionalTime(3),
            isActive: row.bool(4), isPaused: row.bool(5), isHalted: row.bool(14),
            build: row.text(6), missed: row.integer(7), overlapped: row.integer(8),
            options: RunOptions(
                queue: row.text(9), priority: Priority(rawValue: row.integer(10)) ?? .medium,
                maxAttempts: row.integer(11), retryDelay: RetryDelay(text: row.optionalText(12)),
                concurrency: row.integer(13)),
            policies: SchedulePolicies(missed: row.optionalText(15), overlap: row.optionalText(16)))
    }
}
#endif
