#if PostgreSQL
package import InspectionModel
package import Platform
package import PostgresStore
package import TaskModel

extension PostgresConnection {
    /// Counts the tasks, each range in an index of its own; of the table's rows it reads only those of running tasks.
    ///
    /// - Parameter now: The present, which divides the due tasks from the later ones.
    /// - Returns: The counts; only queues that have unfinished tasks or are paused, and the default one.
    /// - Throws: `StoreError`.
    package func overview(now: WallTime) throws(StoreError) -> Overview {
        var lines = try countWaiting(now: now)
        let running = try rows("SELECT queue, count(*) FROM tasks WHERE state = 1 GROUP BY queue") { row in
            (row.integer(0), Int(row.integer(1)))
        }
        for (queue, count) in running { lines[queue, default: Overview.Queue(name: [])].running = count }
        let queues = try named(lines)
        var states = try countEnded()
        states[.waiting] = queues.reduce(0) { $0 + $1.due + $1.later + $1.held }
        states[.running] = queues.reduce(0) { $0 + $1.running }
        return Overview(states: states.filter { $0.value > 0 }, queues: queues)
    }

    private func countEnded() throws(StoreError) -> [TaskState: Int] {
        let states = [TaskState.succeeded, .failed, .cancelled, .parked]
        return try first(
            """
            SELECT (SELECT count(*) FROM tasks WHERE state BETWEEN 2 AND 4 AND state = 2), \
            (SELECT count(*) FROM tasks WHERE state BETWEEN 2 AND 4 AND state = 3), \
            (SELECT count(*) FROM tasks WHERE state BETWEEN 2 AND 4 AND state = 4), \
            (SELECT count(*) FROM tasks WHERE state = 5)
            """
        ) { row in
            Dictionary(uniqueKeysWithValues: zip(states, Int32(0)...).map { ($0, Int(row.integer($1))) })
        } ?? [:]
    }

    /// Adds the queues' names, in the order of their numbers.
    private func named(_ lines: [Int64: Overview.Queue]) throws(StoreError) -> [Overview.Queue] {
        let paused = try Set(rows("SELECT name FROM pauses WHERE subject = 'queue'") { $0.bytes(0) })
        return try rows("SELECT id, name FROM queues ORDER BY id") { row in
            let number = row.integer(0)
            let line = lines[number]
            guard line != nil || number == 1 || !paused.isEmpty else { return nil as Overview.Queue? }
            var queue = line ?? Overview.Queue(name: [])
            queue.name = row.bytes(1)
            queue.isPaused = paused.contains(queue.name)
            return line != nil || number == 1 || queue.isPaused ? queue : nil
        }.compactMap(\.self)
    }

    private func countWaiting(now: WallTime) throws(StoreError) -> [Int64: Overview.Queue] {
        var lines: [Int64: Overview.Queue] = [:]
        try countReady(into: &lines)
        try countLater(now: now, into: &lines)
        try countHeld(into: &lines)
        return lines
    }

    /// Counts the tasks that claims have made ready, and the runs that are due and wait for others.
    private func countReady(into lines: inout [Int64: Overview.Queue]) throws(StoreError) {
        let counts = try rows(
            """
            SELECT queue, count(*), min(run_at) FROM tasks WHERE state = 0 AND ready = 1 AND level BETWEEN 0 AND 3 \
            GROUP BY queue UNION ALL \
            SELECT queue, count(*), min(run_at) FROM tasks WHERE state = 0 AND ready = 2 GROUP BY queue
            """
        ) { row in (row.integer(0), Int(row.integer(1)), row.time(2)) }
        for (queue, count, oldest) in counts {
            lines[queue, default: Overview.Queue(name: [])].addDue(count, oldest: oldest)
        }
    }

    /// Counts the tasks that claims have not made ready.
    private func countLater(now: WallTime, into lines: inout [Int64: Overview.Queue]) throws(StoreError) {
        // Two ranges of one index, so that neither needs a look at each row.
        let due = try rows(
            """
            SELECT queue, count(*), min(run_at) FROM tasks \
            WHERE state = 0 AND ready = 0 AND level BETWEEN 0 AND 3 AND run_at <= $1 GROUP BY queue
            """, .time(now)
        ) { row in (row.integer(0), Int(row.integer(1)), row.time(2)) }
        for (queue, count, oldest) in due {
            lines[queue, default: Overview.Queue(name: [])].addDue(count, oldest: oldest)
        }
        let later = try rows(
            """
            SELECT queue, count(*), min(run_at) FROM tasks \
            WHERE state = 0 AND ready = 0 AND level BETWEEN 0 AND 3 AND run_at > $1 GROUP BY queue
            """, .time(now)
        ) { row in (row.integer(0), Int(row.integer(1)), row.time(2)) }
        for (queue, count, next) in later {
            lines[queue, default: Overview.Queue(name: [])].later = count
            lines[queue]?.nextDue = next
        }
    }

    /// The held tasks were counted as later, because they are stored so that claims do not see them.
    private func countHeld(into lines: inout [Int64: Overview.Queue]) throws(StoreError) {
        let counts = try rows(
            "SELECT queue, count(*) FROM tasks WHERE state = 0 AND held IS NOT NULL GROUP BY queue"
        ) { row in (row.integer(0), Int(row.integer(1))) }
        for (queue, count) in counts {
            lines[queue]?.later -= count
            lines[queue]?.held += count
        }
        for queue in lines.keys where lines[queue]?.nextDue == .distantFuture { lines[queue]?.nextDue = nil }
    }
}

extension Overview.Queue {
    fileprivate mutating func addDue(_ count: Int, oldest: WallTime) {
        due += count
        oldestDue = min(oldestDue ?? .distantFuture, oldest)
    }
}

extension PostgresConnection {
    /// Counts the tasks that ended in each of some spans of time.
    ///
    /// - Parameter spans: The end of each is not included.
    /// - Throws: `StoreError`.
    package func endedTasks(in spans: [Range<WallTime>]) throws(StoreError) -> [Int] {
        try rows(
            """
            SELECT (SELECT count(*) FROM tasks \
            WHERE state BETWEEN 2 AND 4 AND state = 2 AND finished >= span.first AND finished < span.past) + \
            (SELECT count(*) FROM tasks \
            WHERE state BETWEEN 2 AND 4 AND state = 3 AND finished >= span.first AND finished < span.past) + \
            (SELECT count(*) FROM tasks \
            WHERE state BETWEEN 2 AND 4 AND state = 4 AND finished >= span.first AND finished < span.past) \
            FROM unnest($1, $2) WITH ORDINALITY AS span(first, past, number) ORDER BY number
            """, .times(spans.map(\.lowerBound)), .times(spans.map(\.upperBound))
        ) { Int($0.integer(0)) }
    }

    /// The names of all queues that have tasks, and of the default queue.
    package func queueNames() throws(StoreError) -> [String] {
        try rows("SELECT name FROM queues ORDER BY name") { $0.text(0) }
    }
}
#endif
