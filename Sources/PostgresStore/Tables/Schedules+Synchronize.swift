#if PostgreSQL
package import Platform
package import TaskModel

extension PostgresConnection {
    /// Updates the table to a build's functions.
    ///
    /// A function that is new, is back, or has a changed spec starts from now. A function that is gone stays visible,
    /// but inactive, and its waiting runs are parked. Builds do not change whether a function is paused.
    ///
    /// - Parameters:
    ///   - build: The build.
    ///   - now: The present.
    /// - Returns: The changes.
    /// - Throws: `StoreError`.
    package func synchronizeSchedules(_ build: Build, now: WallTime) throws(StoreError) -> ScheduleChanges {
        // Of two builds that start at once, the second decides by what the first has stored.
        try run("SELECT 1 FROM changes WHERE id = 1 FOR UPDATE")
        try note(functions: build.functions)
        // A mark that another process moves meanwhile would be moved back.
        try run("SELECT 1 FROM schedules ORDER BY name FOR UPDATE")
        let stored = try schedules()
        let known = Dictionary(uniqueKeysWithValues: stored.map { ($0.name, $0) })
        let present = Set(build.schedules.map(\.name))
        var changes = ScheduleChanges()
        for entry in stored where entry.isActive && !present.contains(entry.name) {
            try deactivate(entry.name, build: build)
            changes.removed.append(entry.name)
            if !build.functions.contains(entry.name) { changes.parked += try parkRuns(of: entry.name, build: build) }
        }
        for declared in build.schedules {
            try synchronizeSchedules(declared, known: known[declared.name], build: build, now: now)
        }
        return changes
    }

    private func synchronizeSchedules(
        _ declared: DeclaredSchedule, known: StoredSchedule?, build: Build, now: WallTime
    ) throws(StoreError) {
        if let known, known.isActive, known.spec == declared.spec {
            guard known.options != declared.options || known.policies != declared.policies else { return }
            return try store(declared, last: known.last, build: build)
        }
        // Never back: an instant may have had its run under another spec, too.
        try store(declared, last: max(known?.last ?? now, now), build: build)
    }

    private func store(_ declared: DeclaredSchedule, last: WallTime, build: Build) throws(StoreError) {
        let options = declared.options
        try run(
            """
            INSERT INTO schedules(name, spec, last, build, changed, queue, level, max_attempts, backoff, \
            concurrency, missed_policy, overlap_policy) \
            VALUES ($1, $2, $3, $4, $12, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT(name) DO UPDATE SET \
            active = true, spec = excluded.spec, last = excluded.last, build = excluded.build, \
            changed = excluded.changed, queue = excluded.queue, \
            level = excluded.level, max_attempts = excluded.max_attempts, backoff = excluded.backoff, \
            concurrency = excluded.concurrency, missed_policy = excluded.missed_policy, \
            overlap_policy = excluded.overlap_policy
            """, .text(declared.name), .text(declared.spec), .time(last), .text(build.description),
            .text(options.queue), .integer(options.priority.rawValue), .integer(options.maxAttempts),
            .text(options.retryDelay.text),
            .integer(options.concurrency), .text(declared.policies.missed),
            .text(declared.policies.overlap), .integer(try nextScheduleChange())
        )
    }

    /// The number of the next change that the timer must learn of.
    ///
    /// The row stays locked until the transaction ends, so changes are committed in the order of their numbers.
    package func nextScheduleChange() throws(StoreError) -> Int64 {
        try first("UPDATE changes SET count = count + 1 WHERE id = 1 RETURNING count") { $0.integer(0) } ?? 0
    }

    private func deactivate(_ name: String, build: Build) throws(StoreError) {
        try run(
            """
            UPDATE schedules SET active = false, build = $2, changed = $3 WHERE name = $1
            """, .text(name), .text(build.description), .integer(try nextScheduleChange()))
    }

    /// Parks the waiting runs of a function that is gone; ``ParkedTasks`` requeues them when it is back.
    private func parkRuns(of name: String, build: Build) throws(StoreError) -> Int {
        let reason = Failure(
            .unknownName,
            message: "the recurring function '\(name)' is gone: the build \(build.description) does not have it"
        )
        // Locked in order of id, as everywhere.
        return try run(
            """
            WITH runs AS (SELECT id FROM tasks \
            WHERE concurrency IS NOT NULL AND state <= 1 AND state = 0 AND name = $1 ORDER BY id FOR UPDATE) \
            UPDATE tasks SET state = 5, ready = 0, outcome = $2, run_at = coalesce(held, run_at), held = NULL \
            FROM runs WHERE tasks.id = runs.id
            """, .text(name), .json(reason.json))
    }
}
#endif
