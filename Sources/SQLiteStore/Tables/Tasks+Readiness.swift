import Platform
package import TaskModel

// The waiting tasks that claims read.
//
// They read only ready tasks, in an index of their own, level by level and queue by queue. So a queue whose tasks are
// all in the future, or that is empty, costs a claim nothing, and neither do runs of a recurring function that must
// wait for other runs. A task that becomes due is made ready by the next claim.

extension Connection {
    /// The levels that a claim has to read.
    struct LevelSummary {
        /// The levels with ready tasks.
        fileprivate(set) var ready: Set<Int64> = []
        /// The levels with tasks that are due but not ready yet.
        fileprivate(set) var ripe: Set<Int64> = []
        /// Whether a queue, a function or everything is paused, or was until lately.
        fileprivate(set) var hasPauses = false

        /// Both, the highest first.
        var levels: [Int64] { (0...3).filter { ready.contains($0) || ripe.contains($0) } }
    }

    /// Finds the levels that have work for a claim: eight seeks, for any number of queues.
    ///
    /// One statement for everything that a claim asks first: to an idle worker, each statement is a walk through cold
    /// caches.
    func levelSummary(now: WallTime) throws(StoreError) -> LevelSummary {
        try statement(
            """
            SELECT EXISTS (SELECT 1 FROM autocron_tasks WHERE state = 0 AND ready = 1 AND level = 0), \
            EXISTS (SELECT 1 FROM autocron_tasks WHERE state = 0 AND ready = 1 AND level = 1), \
            EXISTS (SELECT 1 FROM autocron_tasks WHERE state = 0 AND ready = 1 AND level = 2), \
            EXISTS (SELECT 1 FROM autocron_tasks WHERE state = 0 AND ready = 1 AND level = 3), \
            EXISTS (SELECT 1 FROM autocron_tasks WHERE state = 0 AND ready = 0 AND level = 0 AND run_at <= ?1), \
            EXISTS (SELECT 1 FROM autocron_tasks WHERE state = 0 AND ready = 0 AND level = 1 AND run_at <= ?1), \
            EXISTS (SELECT 1 FROM autocron_tasks WHERE state = 0 AND ready = 0 AND level = 2 AND run_at <= ?1), \
            EXISTS (SELECT 1 FROM autocron_tasks WHERE state = 0 AND ready = 0 AND level = 3 AND run_at <= ?1), \
            EXISTS (SELECT 1 FROM autocron_pauses)
            """
        ).first(.time(now)) { row in
            var levels = LevelSummary()
            for level in Int64(0)...3 {
                if row.integer(Int32(level)) != 0 { levels.ready.insert(level) }
                if row.integer(Int32(level) + 4) != 0 { levels.ripe.insert(level) }
            }
            levels.hasPauses = row.integer(8) != 0
            return levels
        } ?? LevelSummary()
    }

    /// Makes due tasks ready, in the order of their due times.
    ///
    /// - Parameters:
    ///   - level: Of this level.
    ///   - now: The present.
    /// - Returns: The number made ready; ``parkingBatch`` if there may be more.
    /// - Throws: `StoreError`.
    func ripen(level: Int64, now: WallTime) throws(StoreError) -> Int {
        let rows = try statement(
            """
            SELECT id, name, concurrency FROM autocron_tasks \
            WHERE state = 0 AND ready = 0 AND level = ?1 AND run_at <= ?2 ORDER BY run_at LIMIT ?3
            """
        ).rows(.integer(level), .time(now), .integer(Int64(Self.parkingBatch))) { row in
            let concurrency = row.optionalInteger(2)
            return (row: row.integer(0), name: concurrency == nil ? "" : row.text(1), concurrency: concurrency)
        }
        for task in rows {
            let readiness = try readiness(ofRunOf: task.name, concurrency: task.concurrency)
            try set(readiness, ofRow: task.row)
        }
        return rows.count
    }

    /// How claims treat a waiting task; the stored number.
    enum Readiness: Int64 {
        case later = 0
        case ready = 1
        /// Other runs of its recurring function go first.
        case blocked = 2
    }

    /// The readiness of a task that is due.
    ///
    /// - Parameters:
    ///   - name: Its function.
    ///   - concurrency: How many runs of the function may run side by side; nil for a task that is not a run.
    func readiness(ofRunOf name: String, concurrency: Int64?) throws(StoreError) -> Readiness {
        guard let concurrency else { return .ready }
        return try admittedRuns(of: name) < concurrency ? .ready : .blocked
    }

    /// The readiness of a task that is about to be stored.
    func readiness(of task: NewTask) throws(StoreError) -> Readiness {
        guard task.isDue else { return .later }
        return try readiness(ofRunOf: task.name, concurrency: task.concurrency)
    }

    func set(_ readiness: Readiness, ofRow row: Int64) throws(StoreError) {
        try statement("UPDATE autocron_tasks SET ready = ?2 WHERE id = ?1")
            .run(.integer(row), .integer(readiness.rawValue))
    }

    // MARK: Runs of recurring functions

    /// How many runs of a recurring function execute, or may start.
    private func admittedRuns(of name: String) throws(StoreError) -> Int64 {
        // A ready run waits, so its state need not be asked.
        let ready =
            try statement(
                """
                SELECT count(*) FROM autocron_tasks \
                WHERE concurrency IS NOT NULL AND state <= 1 AND name = ?1 AND ready = 1
                """
            ).first(.text(name)) { $0.integer(0) } ?? 0
        return Int64(try runningRuns(of: name)) + ready
    }

    /// Makes blocked runs of a recurring function ready, as many as there is room for.
    ///
    /// - Parameter name: The function.
    /// - Returns: The number made ready.
    /// - Throws: `StoreError`.
    @discardableResult
    package func admitRuns(of name: String) throws(StoreError) -> Int {
        var count = 0
        while let next = try firstBlockedRun(of: name), try admittedRuns(of: name) < next.concurrency {
            try set(.ready, ofRow: next.row)
            count += 1
        }
        return count
    }

    private func firstBlockedRun(of name: String) throws(StoreError) -> (row: Int64, concurrency: Int64)? {
        try statement(
            """
            SELECT id, concurrency FROM autocron_tasks WHERE state = 0 AND ready = 2 AND name = ?1 ORDER BY run_at LIMIT 1
            """
        ).first(.text(name)) { row in (row.integer(0), row.integer(1)) }
    }

    /// Makes runs ready that waited for a task, if it was a run of a recurring function.
    ///
    /// - Parameter row: The task's row, which no longer runs, and is not ready.
    /// - Returns: The number made ready.
    /// - Throws: `StoreError`.
    @discardableResult
    package func admitRuns(afterRow row: Int64) throws(StoreError) -> Int {
        let name = try statement("SELECT name FROM autocron_tasks WHERE id = ?1 AND concurrency IS NOT NULL")
            .first(.integer(row)) { $0.text(0) }
        guard let name else { return 0 }
        return try admitRuns(of: name)
    }

    /// Makes runs ready whose function has room although no outcome has triggered that: an earlier build has ended a
    /// run, or the function's limit may have been raised.
    ///
    /// - Returns: The number made ready.
    func admitForgottenRuns() throws(StoreError) -> Int {
        var count = 0
        var last = ""
        while let name = try nextNameOfBlockedRuns(after: last) {
            last = name
            count += try admitRuns(of: name)
        }
        return count
    }

    private func nextNameOfBlockedRuns(after name: String) throws(StoreError) -> String? {
        try statement(
            "SELECT name FROM autocron_tasks WHERE state = 0 AND ready = 2 AND name > ?1 ORDER BY name LIMIT 1"
        ).first(.text(name)) { $0.text(0) }
    }
}

extension NewTask {
    /// Whether it is due as soon as it is stored; it stays so when the clock is set back.
    var isDue: Bool { runAt <= created }
}
