package import Platform
package import TaskModel

extension Connection {
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
        try note(functions: build.functions)
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
        try statement(
            """
            INSERT INTO autocron_schedules(name, spec, last, build, changed, queue, level, max_attempts, backoff, \
            concurrency, missed_policy, overlap_policy) \
            VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(changed), 0) + 1 FROM autocron_schedules), \
            ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT(name) DO UPDATE SET active = 1, spec = excluded.spec, \
            last = excluded.last, build = excluded.build, changed = excluded.changed, queue = excluded.queue, \
            level = excluded.level, max_attempts = excluded.max_attempts, backoff = excluded.backoff, \
            concurrency = excluded.concurrency, missed_policy = excluded.missed_policy, \
            overlap_policy = excluded.overlap_policy
            """
        ).run(
            .text(declared.name), .text(declared.spec), .time(last), .text(build.description), .text(options.queue),
            .integer(options.priority.rawValue), .integer(options.maxAttempts), .optionalText(options.retryDelay.text),
            .integer(options.concurrency), .optionalText(declared.policies.missed),
            .optionalText(declared.policies.overlap)
        )
    }

    private func deactivate(_ name: String, build: Build) throws(StoreError) {
        try statement(
            """
            UPDATE autocron_schedules SET active = 0, build = ?2, \
            changed = (SELECT max(changed) + 1 FROM autocron_schedules) WHERE name = ?1
            """
        ).run(.text(name), .text(build.description))
    }

    /// Parks the waiting runs of a function that is gone; ``ParkedTasks`` requeues them when it is back.
    private func parkRuns(of name: String, build: Build) throws(StoreError) -> Int {
        let reason = Failure(
            .unknownName,
            message: "the recurring function '\(name)' is gone: the build \(build.description) does not have it"
        )
        try statement(
            """
            UPDATE autocron_tasks SET state = 5, ready = 0, outcome = ?2, run_at = coalesce(held, run_at), held = NULL \
            WHERE concurrency IS NOT NULL AND state <= 1 AND state = 0 AND name = ?1
            """
        ).run(.text(name), .blob(reason.json))
        return changes
    }
}
