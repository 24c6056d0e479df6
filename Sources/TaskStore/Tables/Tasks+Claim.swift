/// A task that a worker has reserved.
package struct ClaimedTask: Equatable, Sendable {
    package var row: Int64
    package var id: NewTask.Identifier
    package var name: String
    package var arguments: [UInt8]
    /// This claim's number, which every outcome must carry.
    package var attempt: Int64
    /// Attempts that count so far, this one not included.
    package var charged: Int64
    package var scheduledAt: Int64?
    package var missed: Int64
    package var key: UniqueKey.Rule?
    /// How many runs of its recurring function may go side by side.
    package var concurrency: Int64?

    package init(
        row: Int64, id: NewTask.Identifier, name: String, arguments: [UInt8], attempt: Int64, charged: Int64,
        scheduledAt: Int64?, missed: Int64, key: UniqueKey.Rule?, concurrency: Int64? = nil
    ) {
        self.row = row
        self.id = id
        self.name = name
        self.arguments = arguments
        self.attempt = attempt
        self.charged = charged
        self.scheduledAt = scheduledAt
        self.missed = missed
        self.key = key
        self.concurrency = concurrency
    }
}

/// Who claims, and what it can run.
package struct Claimant {
    package var slot: String
    package var limit: Int
    /// Whether this build has a function of that name; tasks of other names are parked.
    package var knows: (String) -> Bool

    package init(slot: String, limit: Int, knows: @escaping (String) -> Bool) {
        self.slot = slot
        self.limit = limit
        self.knows = knows
    }
}

extension Connection {
    /// What one claim found.
    package struct ClaimResult {
        package var tasks: [ClaimedTask] = []
        /// Tasks that were parked because this build does not know their name.
        package var parked: [NewTask.Identifier] = []
        /// How many tasks were put aside because their function is paused, and put back because it no longer is.
        package var putAside = 0
        package var putBack = 0

        /// Whether more may be due although no task was found: the claim had enough to do with others.
        package var mayHaveMore: Bool { !parked.isEmpty || putAside > 0 || putBack > 0 }
        fileprivate var setAside: Int { parked.count + putAside }
    }

    /// Reserves due tasks for a worker: highest level first, within a level queue by queue, oldest first.
    ///
    /// Each pair of level and queue is one index seek. `ORDER BY level, run_at` over all of them would walk every task
    /// of the future and hold the write lock for 94 ms at a million rows.
    ///
    /// - Parameters:
    ///   - claimant: the worker, and how many tasks it takes at most.
    ///   - turn: any number that grows from claim to claim, so that no queue is always the first.
    ///   - now: µs since 1970.
    /// - Returns: the tasks, marked as running; without any and with none parked, nothing is due.
    /// - Throws: `StoreError`.
    package func claim(_ claimant: Claimant, turn: Int, now: Int64) throws(StoreError) -> ClaimResult {
        var claim = ClaimResult()
        guard claimant.limit > 0 else { return claim }
        let (queues, paused) = try claimRange(puttingBack: &claim.putBack)
        guard !queues.isEmpty else { return claim }
        for level in Int64(0)...3 {
            for index in queues.indices {
                let queue = queues[(index + turn) % queues.count]
                let goesOn = try reserve(
                    from: Line(queue: queue, level: level, paused: paused), for: claimant, now: now, into: &claim
                )
                guard goesOn else { return claim }
            }
        }
        return claim
    }

    /// How many tasks of unknown names, or of paused functions, one claim sets aside at most, since it holds the write
    /// lock meanwhile.
    package static let parkingBatch = 500

    /// Where to look for due tasks, and which of them not to take.
    private struct Line {
        var queue: Int64
        var level: Int64
        var paused: Set<String>
    }

    /// Claims from one queue's level; again, as long as some that it met were set aside, since the tasks behind
    /// them would otherwise not be found until somebody wakes a worker.
    ///
    /// - Returns: false when the claim is full, or has set enough aside.
    private func reserve(
        from line: Line, for claimant: Claimant, now: Int64, into claim: inout ClaimResult
    ) throws(StoreError) -> Bool {
        while claim.setAside < Self.parkingBatch {
            let setAside = claim.setAside
            let goesOn = try reserveCandidates(from: line, for: claimant, now: now, into: &claim)
            guard goesOn, claim.setAside > setAside else { return goesOn }
        }
        return false
    }

    /// - Returns: false when the claim is full.
    private func reserveCandidates(
        from line: Line, for claimant: Claimant, now: Int64, into claim: inout ClaimResult
    ) throws(StoreError) -> Bool {
        for candidate in try due(line, limit: claimant.limit - claim.tasks.count, now: now) {
            guard !line.paused.contains(candidate.name) else {
                try putAside(row: candidate.row)
                claim.putAside += 1
                continue
            }
            guard claimant.knows(candidate.name) else {
                try park(candidate)
                claim.parked.append(candidate.id)
                continue
            }
            guard try hasRoom(for: candidate) else { continue }
            // Its key is free from the moment at which it starts, so it is reserved only where that is now.
            if candidate.key == .whileWaiting {
                guard claim.tasks.isEmpty else { return false }
                try releaseKey(ofRow: candidate.row)
            }
            try statement(
                "UPDATE autocron_tasks SET state = 1, slot = ?2, attempt = attempt + 1, started = ?3 WHERE id = ?1"
            ).run(.integer(candidate.row), .text(claimant.slot), .integer(now))
            claim.tasks.append(candidate)
            if candidate.key == .whileWaiting { return false }
        }
        return claim.tasks.count < claimant.limit
    }

    private func due(_ line: Line, limit: Int, now: Int64) throws(StoreError) -> [ClaimedTask] {
        try statement(
            """
            SELECT id, uuid, name, arguments, attempt + 1, charged, scheduled_at, missed, key_rule, concurrency \
            FROM autocron_tasks AS task WHERE state = 0 AND queue = ?1 AND level = ?2 AND run_at <= ?3 \
            AND (concurrency IS NULL OR concurrency > (SELECT count(*) FROM autocron_tasks AS other \
            WHERE other.concurrency IS NOT NULL AND other.state = 1 AND other.name = task.name)) ORDER BY run_at LIMIT ?4
            """
        ).rows(.integer(line.queue), .integer(line.level), .integer(now), .integer(Int64(limit))) { row in
            ClaimedTask(
                row: row.integer(0), id: row.blob(1), name: row.text(2), arguments: row.blob(3),
                attempt: row.integer(4), charged: row.integer(5), scheduledAt: row.optionalInteger(6),
                missed: row.integer(7), key: UniqueKey.Rule(rawValue: row.integer(8)),
                concurrency: row.optionalInteger(9)
            )
        }
    }

    /// Whether another run of a recurring function may start beside those that run; one claim may meet several.
    private func hasRoom(for task: ClaimedTask) throws(StoreError) -> Bool {
        guard let most = task.concurrency else { return true }
        return try runningRuns(of: task.name) < most
    }

    private func park(_ task: ClaimedTask) throws(StoreError) {
        let reason = Failure(.unknownName, message: "no running build has a task function named '\(task.name)'")
        try statement("UPDATE autocron_tasks SET state = 5, outcome = ?2 WHERE id = ?1")
            .run(.integer(task.row), .blob(reason.json))
    }

    /// The next instant at which a waiting task becomes due.
    ///
    /// - Parameter now: µs since 1970; what is due already does not count.
    /// - Returns: µs since 1970; nil if nothing waits for the future.
    /// - Throws: `StoreError`.
    package func nextDue(after now: Int64) throws(StoreError) -> Int64? {
        var earliest: Int64?
        let queues = try statement("SELECT id FROM autocron_queues").rows { $0.integer(0) }
        try forEachLine(of: queues) { queue, level throws(StoreError) in
            let first = try statement(
                "SELECT min(run_at) FROM autocron_tasks WHERE state = 0 AND queue = ?1 AND level = ?2 AND run_at > ?3"
            ).first(.integer(queue), .integer(level), .integer(now)) { $0.optionalInteger(0) }
            if let instant = first ?? nil { earliest = min(earliest ?? instant, instant) }
        }
        return earliest
    }

    /// Whether a task runs, or waits and is due; what is paused does not count.
    package func hasWork(now: Int64) throws(StoreError) -> Bool {
        var found = try statement("SELECT 1 FROM autocron_tasks WHERE state = 1 LIMIT 1").first { _ in true } ?? false
        try forEachLine(of: try openQueues()) { queue, level throws(StoreError) in
            guard !found else { return }
            found =
                try statement(
                    "SELECT 1 FROM autocron_tasks WHERE state = 0 AND queue = ?1 AND level = ?2 AND run_at <= ?3 LIMIT 1"
                ).first(.integer(queue), .integer(level), .integer(now)) { _ in true } ?? false
        }
        return found
    }

    /// Visits each pair of queue and level.
    private func forEachLine(
        of queues: [Int64], _ body: (Int64, Int64) throws(StoreError) -> Void
    ) throws(StoreError) {
        for queue in queues {
            for level in Int64(0)...3 { try body(queue, level) }
        }
    }

    /// Puts parked tasks back whose functions this build has.
    ///
    /// - Parameter isKnown: whether this build has a function for tasks of a name.
    /// - Returns: how many tasks wait again.
    /// - Throws: `StoreError`.
    package func unpark(where isKnown: (String) -> Bool) throws(StoreError) -> Int {
        var count = 0
        var last = ""
        // From name to name, since there may be many tasks of each.
        while let name = try nextParkedName(after: last) {
            last = name
            guard isKnown(name) else { continue }
            try statement("UPDATE autocron_tasks SET state = 0, outcome = NULL WHERE state = 5 AND name = ?1")
                .run(.text(name))
            count += changes
        }
        return count
    }

    private func nextParkedName(after name: String) throws(StoreError) -> String? {
        try statement("SELECT name FROM autocron_tasks WHERE state = 5 AND name > ?1 ORDER BY name LIMIT 1")
            .first(.text(name)) { $0.text(0) }
    }
}
