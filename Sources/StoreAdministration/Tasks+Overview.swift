package import InspectionModel
package import Platform
package import SQLiteStore
package import TaskModel

extension Connection {
    /// Counts the tasks, each range in an index of its own; of the table's rows it reads only those of running tasks.
    ///
    /// - Parameter now: The present, which divides the due tasks from the later ones.
    /// - Returns: The counts; only queues that have unfinished tasks or are paused, and the default one.
    /// - Throws: `StoreError`.
    package func overview(now: WallTime) throws(StoreError) -> Overview {
        var lines = try countWaiting(now: now)
        let running = try statement("SELECT queue, count(*) FROM autocron_tasks WHERE state = 1 GROUP BY queue")
        for (queue, count) in try running.rows(make: { row in (row.integer(0), Int(row.integer(1))) }) {
            lines[queue, default: Overview.Queue(name: [])].running = count
        }
        let queues = try named(lines)
        var states: [TaskState: Int] = [
            .waiting: queues.reduce(0) { $0 + $1.due + $1.later + $1.held },
            .running: queues.reduce(0) { $0 + $1.running },
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

    /// Adds the queues' names, in the order of their numbers.
    private func named(_ lines: [Int64: Overview.Queue]) throws(StoreError) -> [Overview.Queue] {
        let paused = try Set(
            statement("SELECT name FROM autocron_pauses WHERE subject = 'queue'").rows { $0.blob(0) }
        )
        let served = try servedQueues()
        return try statement("SELECT id, name FROM autocron_queues ORDER BY id").rows { row in
            let number = row.integer(0)
            let line = lines[number]
            guard line != nil || number == 1 || !paused.isEmpty else { return nil as Overview.Queue? }
            var queue = line ?? Overview.Queue(name: [])
            queue.name = row.blob(1)
            queue.isPaused = paused.contains(queue.name)
            queue.isServed = served?.contains(queue.name) ?? true
            return line != nil || number == 1 || queue.isPaused ? queue : nil
        }.compactMap(\.self)
    }

    private func countWaiting(now: WallTime) throws(StoreError) -> [Int64: Overview.Queue] {
        var lines: [Int64: Overview.Queue] = [:]
        for level in Int64(0)...3 {
            try countReady(level: level, into: &lines)
            try countLater(level: level, now: now, into: &lines)
        }
        let blocked = try statement("SELECT queue, run_at FROM autocron_tasks WHERE state = 0 AND ready = 2")
        _ = try blocked.rows { row in
            lines[row.integer(0), default: Overview.Queue(name: [])].addDue(1, oldest: row.time(1))
        }
        try countHeld(into: &lines)
        return lines
    }

    private func countReady(level: Int64, into lines: inout [Int64: Overview.Queue]) throws(StoreError) {
        let counts = try statement(
            """
            SELECT queue, count(*), min(run_at) FROM autocron_tasks WHERE state = 0 AND ready = 1 AND level = ?1 \
            GROUP BY queue
            """
        ).rows(.integer(level)) { row in (row.integer(0), Int(row.integer(1)), row.time(2)) }
        for (queue, count, oldest) in counts {
            lines[queue, default: Overview.Queue(name: [])].addDue(count, oldest: oldest)
        }
    }

    /// Counts the tasks that claims have not made ready, the earliest first.
    private func countLater(
        level: Int64, now: WallTime, into lines: inout [Int64: Overview.Queue]
    ) throws(StoreError) {
        var present: (queue: Int64, line: Overview.Queue)?
        _ = try statement(
            "SELECT queue, run_at FROM autocron_tasks WHERE state = 0 AND ready = 0 AND level = ?1 ORDER BY run_at"
        ).rows(.integer(level)) { row in
            let queue = row.integer(0)
            // Most rows have the same queue as the row before.
            if present?.queue != queue {
                if let present { lines[present.queue] = present.line }
                present = (queue, lines[queue] ?? Overview.Queue(name: []))
            }
            let instant = row.time(1)
            if instant <= now { present?.line.addDue(1, oldest: instant) } else { present?.line.addLater(instant) }
        }
        if let present { lines[present.queue] = present.line }
    }

    /// The held tasks were counted as later, because they are stored so that claims do not see them.
    private func countHeld(into lines: inout [Int64: Overview.Queue]) throws(StoreError) {
        let queues = try statement("SELECT queue FROM autocron_tasks WHERE state = 0 AND held IS NOT NULL").rows {
            $0.integer(0)
        }
        for queue in queues {
            lines[queue]?.later -= 1
            lines[queue]?.held += 1
        }
        for queue in lines.keys where lines[queue]?.nextDue == .distantFuture { lines[queue]?.nextDue = nil }
    }
}

extension Overview.Queue {
    fileprivate mutating func addDue(_ count: Int, oldest: WallTime) {
        due += count
        oldestDue = min(oldestDue ?? .distantFuture, oldest)
    }

    fileprivate mutating func addLater(_ instant: WallTime) {
        later += 1
        nextDue = min(nextDue ?? .distantFuture, instant)
    }
}

extension Connection {
    /// Counts tasks that ended in a span of time.
    ///
    /// - Parameters:
    ///   - start: Included.
    ///   - end: Not included.
    /// - Throws: `StoreError`.
    package func endedTasks(from start: WallTime, to end: WallTime) throws(StoreError) -> Int {
        var count = 0
        for state in [TaskState.succeeded, .failed, .cancelled] {
            count +=
                try statement(
                    """
                    SELECT count(*) FROM autocron_tasks \
                    WHERE state BETWEEN 2 AND 4 AND state = ?1 AND finished >= ?2 AND finished < ?3
                    """
                ).first(.integer(state.rawValue), .time(start), .time(end)) { Int($0.integer(0)) } ?? 0
        }
        return count
    }

    /// The names of all queues that ever had a task.
    package func queueNames() throws(StoreError) -> [String] {
        try statement("SELECT name FROM autocron_queues ORDER BY name").rows { $0.text(0) }
    }
}
