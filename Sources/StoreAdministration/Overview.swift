package import TaskStore

/// How many tasks stand where, for whoever looks from outside.
package struct Overview: Hashable, Sendable {
    /// One queue's waiting and running tasks.
    package struct Queue: Hashable, Sendable {
        package var name: [UInt8]
        /// Waiting tasks that could start now.
        package var due: Int
        /// Waiting tasks whose time has not come.
        package var later: Int
        package var running: Int
        /// Waiting tasks that are due but put aside, because their function is paused.
        package var held: Int
        package var isPaused: Bool
        /// Since when the oldest of the due ones could have started; µs since 1970.
        package var oldestDue: Int64?
        /// When the first of the later ones is due; µs since 1970.
        package var nextDue: Int64?
    }

    /// A missing state has no tasks.
    package var states: [TaskState: Int]
    package var queues: [Queue]
}

extension Connection {
    /// Counts the tasks, each range in an index of its own; no row of the table is read but those that run.
    ///
    /// - Parameter now: µs since 1970, which divides the due tasks from the later ones.
    /// - Returns: the counts.
    /// - Throws: `StoreError`.
    package func overview(now: Int64) throws(StoreError) -> Overview {
        let running = try runningPerQueue()
        let numbers = try statement(
            """
            SELECT id, name, EXISTS \
            (SELECT 1 FROM autocron_pauses WHERE subject = 'queue' AND name = autocron_queues.name) \
            FROM autocron_queues ORDER BY id
            """
        ).rows { row in (id: row.integer(0), name: row.blob(1), isPaused: row.integer(2) != 0) }
        var queues: [Overview.Queue] = []
        for number in numbers {
            var queue = Overview.Queue(
                name: number.name, due: 0, later: 0, running: running[number.id] ?? 0, held: 0,
                isPaused: number.isPaused
            )
            for level in Int64(0)...3 { try count(level: level, of: number.id, now: now, into: &queue) }
            try countHeld(of: number.id, into: &queue)
            queues.append(queue)
        }
        var states: [TaskState: Int] = [
            .waiting: queues.reduce(0) { $0 + $1.due + $1.later + $1.held }, .running: running.values.reduce(0, +),
            .parked: try count("SELECT count(*) FROM autocron_tasks WHERE state = 5"),
        ]
        for state in [TaskState.succeeded, .failed, .cancelled] {
            states[state] = try count(
                "SELECT count(*) FROM autocron_tasks WHERE state BETWEEN 2 AND 4 AND state = ?1",
                .integer(state.rawValue)
            )
        }
        return Overview(states: states.filter { $0.value > 0 }, queues: queues)
    }

    private func count(_ sql: StaticString, _ values: Statement.Value...) throws(StoreError) -> Int {
        try statement(sql).first(values) { Int($0.integer(0)) } ?? 0
    }

    private func runningPerQueue() throws(StoreError) -> [Int64: Int] {
        let counts = try statement("SELECT queue, count(*) FROM autocron_tasks WHERE state = 1 GROUP BY queue")
        let rows = try counts.rows { row in (row.integer(0), Int(row.integer(1))) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Those that are put aside were counted as later, since claims are not to see them.
    private func countHeld(of number: Int64, into queue: inout Overview.Queue) throws(StoreError) {
        queue.held = try count(
            "SELECT count(*) FROM autocron_tasks WHERE state = 0 AND held IS NOT NULL AND queue = ?1", .integer(number)
        )
        queue.later -= queue.held
        if queue.nextDue == .max { queue.nextDue = nil }
    }

    private func count(
        level: Int64, of number: Int64, now: Int64, into queue: inout Overview.Queue
    ) throws(StoreError) {
        let line: [Statement.Value] = [.integer(number), .integer(level), .integer(now)]
        queue.due +=
            try statement(
                "SELECT count(*) FROM autocron_tasks WHERE state = 0 AND queue = ?1 AND level = ?2 AND run_at <= ?3"
            ).first(line) { Int($0.integer(0)) } ?? 0
        queue.later +=
            try statement(
                "SELECT count(*) FROM autocron_tasks WHERE state = 0 AND queue = ?1 AND level = ?2 AND run_at > ?3"
            ).first(line) { Int($0.integer(0)) } ?? 0
        let oldest = try statement(
            "SELECT min(run_at) FROM autocron_tasks WHERE state = 0 AND queue = ?1 AND level = ?2 AND run_at <= ?3"
        ).first(line) { $0.optionalInteger(0) }
        let next = try statement(
            "SELECT min(run_at) FROM autocron_tasks WHERE state = 0 AND queue = ?1 AND level = ?2 AND run_at > ?3"
        ).first(line) { $0.optionalInteger(0) }
        queue.oldestDue = [queue.oldestDue, oldest ?? nil].compactMap(\.self).min()
        queue.nextDue = [queue.nextDue, next ?? nil].compactMap(\.self).min()
    }
}

extension Connection {
    /// Counts tasks that ended in a span of time.
    ///
    /// - Parameters:
    ///   - start: µs since 1970, included.
    ///   - end: µs since 1970, not included.
    /// - Throws: `StoreError`.
    package func endedTasks(from start: Int64, to end: Int64) throws(StoreError) -> Int {
        var count = 0
        for state in [TaskState.succeeded, .failed, .cancelled] {
            count +=
                try statement(
                    """
                    SELECT count(*) FROM autocron_tasks \
                    WHERE state BETWEEN 2 AND 4 AND state = ?1 AND finished >= ?2 AND finished < ?3
                    """
                ).first(.integer(state.rawValue), .integer(start), .integer(end)) { Int($0.integer(0)) } ?? 0
        }
        return count
    }

    /// The names of all queues that ever had a task.
    package func queueNames() throws(StoreError) -> [String] {
        try statement("SELECT name FROM autocron_queues ORDER BY name").rows { $0.text(0) }
    }
}
