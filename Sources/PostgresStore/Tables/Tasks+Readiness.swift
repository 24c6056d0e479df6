#if PostgreSQL
import Platform
package import TaskModel

// The waiting tasks that claims read.
//
// They read only ready tasks, in an index of their own, level by level and queue by queue. So a queue whose tasks are
// all in the future, or that is empty, costs a claim nothing, and neither do runs of a recurring function that must
// wait for other runs. A task that becomes due is made ready by the next claim.

extension PostgresConnection {
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

    /// Finds the levels that have work for a claim: eight seeks in one statement, for any number of queues.
    func levelSummary(now: WallTime) throws(StoreError) -> LevelSummary {
        try first(Self.summary, .time(now)) { row throws(StoreError) in
            var levels = LevelSummary()
            for level in Int64(0)...3 {
                if row.bool(Int32(level)) { levels.ready.insert(level) }
                if row.bool(Int32(level) + 4) { levels.ripe.insert(level) }
            }
            levels.hasPauses = row.bool(8)
            return levels
        } ?? LevelSummary()
    }

    private static let summary: String = {
        let ready = (0...3).map { "EXISTS (SELECT 1 FROM tasks WHERE state = 0 AND ready = 1 AND level = \($0))" }
        let ripe = (0...3).map {
            "EXISTS (SELECT 1 FROM tasks WHERE state = 0 AND ready = 0 AND level = \($0) AND run_at <= $1)"
        }
        return "SELECT \((ready + ripe).joined(separator: ", ")), EXISTS (SELECT 1 FROM pauses)"
    }()

    /// A task that was made ready.
    struct ReadyTask {
        var row: Int64
        var queue: Int64
    }

    /// Makes due tasks ready, in the order of their due times; those that another claim makes ready are left to it.
    ///
    /// - Parameters:
    ///   - level: Of this level.
    ///   - now: The present.
    /// - Returns: The number of tasks that were due, at most ``ClaimProgress/parkingBatch``, and those made ready.
    func ripen(level: Int64, now: WallTime) throws(StoreError) -> (count: Int, ready: [ReadyTask]) {
        let tasks = try rows(
            """
            SELECT id, name, concurrency, queue FROM tasks WHERE state = 0 AND ready = 0 AND level = $1 AND run_at <= $2 \
            ORDER BY run_at LIMIT $3 FOR UPDATE SKIP LOCKED
            """,
            .integer(level), .time(now), .integer(Int64(ClaimProgress.parkingBatch))
        ) { row throws(StoreError) in
            let concurrency = row.optionalInteger(2)
            let task = ReadyTask(row: row.integer(0), queue: row.integer(3))
            return (task: task, name: concurrency == nil ? "" : row.text(1), concurrency: concurrency)
        }
        let functions = Set(tasks.filter { $0.concurrency != nil }.map(\.name))
        try lockSchedules(functions)
        var admitted: [String: Int64] = [:]
        for name in functions { admitted[name] = try admittedRuns(of: name) }
        var ready: [ReadyTask] = []
        var blocked: [Int64] = []
        for task in tasks {
            if let limit = task.concurrency, admitted[task.name, default: 0] >= limit {
                blocked.append(task.task.row)
            } else {
                if task.concurrency != nil { admitted[task.name, default: 0] += 1 }
                ready.append(task.task)
            }
        }
        try set(.ready, ofRows: ready.map(\.row))
        try set(.blocked, ofRows: blocked)
        return (tasks.count, ready)
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
        try lockSchedules([name])
        return try admittedRuns(of: name) < concurrency ? .ready : .blocked
    }

    /// The readiness of a task that is about to be stored.
    func readiness(of task: NewTask) throws(StoreError) -> Readiness {
        guard task.isDue else { return .later }
        return try readiness(ofRunOf: task.name, concurrency: task.concurrency)
    }

    func set(_ readiness: Readiness, ofRows rows: [Int64]) throws(StoreError) {
        guard !rows.isEmpty else { return }
        try run("UPDATE tasks SET ready = $2 WHERE id = ANY($1)", .integers(rows), .integer(readiness.rawValue))
    }

    // MARK: Runs of recurring functions

    /// Keeps others from starting or ending runs of recurring functions until this transaction ends.
    ///
    /// Runs are counted in later statements: the snapshot of this one may be older than its locks.
    package func lockSchedules(_ names: Set<String>) throws(StoreError) {
        guard !names.isEmpty else { return }
        _ = try exists(
            "SELECT 1 FROM schedules WHERE name = ANY($1) ORDER BY name FOR UPDATE", .texts(names.sorted()))
    }

    /// How many runs of a recurring function execute, or may start.
    private func admittedRuns(of name: String) throws(StoreError) -> Int64 {
        // A ready run waits, so its state need not be asked.
        let ready =
            try first(
                """
                SELECT count(*) FROM tasks WHERE concurrency IS NOT NULL AND state <= 1 AND name = $1 AND ready = 1
                """,
                .text(name)
            ) { row throws(StoreError) in row.integer(0) } ?? 0
        return Int64(try runningRuns(of: name)) + ready
    }

    /// Makes blocked runs of a recurring function ready, as many as there is room for.
    ///
    /// - Parameter name: The function.
    /// - Returns: The number made ready.
    /// - Throws: `StoreError`.
    @discardableResult
    package func admitRuns(of name: String) throws(StoreError) -> Int {
        try lockSchedules([name])
        var count = 0
        while let next = try firstBlockedRun(of: name), try admittedRuns(of: name) < next.concurrency {
            try set(.ready, ofRows: [next.row])
            count += 1
        }
        return count
    }

    /// A row that another session holds is skipped: that session may wait for the schedule's row, which this one holds.
    private func firstBlockedRun(of name: String) throws(StoreError) -> (row: Int64, concurrency: Int64)? {
        try first(
            """
            SELECT id, concurrency FROM tasks WHERE state = 0 AND ready = 2 AND name = $1 \
            ORDER BY run_at LIMIT 1 FOR UPDATE SKIP LOCKED
            """,
            .text(name)
        ) { row throws(StoreError) in (row.integer(0), row.integer(1)) }
    }

    /// Makes runs ready that waited for a task, if it was a run of a recurring function.
    ///
    /// - Parameter row: The task's row, which no longer runs, and is not ready.
    /// - Returns: The number made ready.
    /// - Throws: `StoreError`.
    @discardableResult
    func admitRuns(afterRow row: Int64) throws(StoreError) -> Int {
        let name = try first("SELECT name FROM tasks WHERE id = $1 AND concurrency IS NOT NULL", .integer(row)) {
            row throws(StoreError) in
            row.text(0)
        }
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
        try first(
            "SELECT name FROM tasks WHERE state = 0 AND ready = 2 AND name > $1 ORDER BY name LIMIT 1", .text(name)
        ) { row throws(StoreError) in row.text(0) }
    }
}

extension NewTask {
    /// Whether it is due as soon as it is stored; it stays so when the clock is set back.
    var isDue: Bool { runAt <= created }
}
#endif
