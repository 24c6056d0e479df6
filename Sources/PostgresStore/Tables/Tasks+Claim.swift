#if PostgreSQL
import Platform
import TaskModel

extension PostgresConnection {
    /// Reserves due tasks for a worker: highest level first, within a level queue by queue, oldest first.
    ///
    /// Its cost does not depend on the number of tasks that are not due, nor on the number of queues, but for those that the
    /// claimant names.
    ///
    /// - Parameters:
    ///   - claimant: The worker, and the maximum number of tasks.
    ///   - rotation: The result of the worker's previous claim.
    ///   - now: The present.
    /// - Returns: The tasks, marked as running. If both lists are empty, nothing is due.
    /// - Throws: `StoreError`.
    func claim(
        _ claimant: Claimant, rotation: QueueRotation = QueueRotation(), now: WallTime
    ) throws(StoreError) -> ClaimResult {
        var claim = ClaimProgress(rotation: rotation)
        guard claimant.limit > 0 else { return claim.result }
        var levels = try levelSummary(now: now)
        var pauses = PausesOfClaim()
        if levels.hasPauses {
            guard let found = try self.pauses(claimant, releasing: &claim.released) else { return claim.result }
            pauses = found
            // Released tasks may be due.
            levels = try levelSummary(now: now)
        }
        try reserve(for: claimant, pauses, levels, now: now, into: &claim)
        // Only if there is nothing else to do: usually a run's end makes room for the next.
        if claim.tasks.isEmpty, !claim.result.mayHaveMore, try admitForgottenRuns() > 0 {
            try reserve(for: claimant, pauses, try levelSummary(now: now), now: now, into: &claim)
        }
        return claim.result
    }

    private func reserve(
        for claimant: Claimant, _ pauses: PausesOfClaim, _ levels: LevelSummary, now: WallTime,
        into claim: inout ClaimProgress
    ) throws(StoreError) {
        for level in levels.levels {
            var scan = Scan(level: level, pauses: pauses)
            var madeReady: [ReadyTask] = []
            if levels.ripe.contains(level) {
                let isBusy = levels.ready.contains(level) || pauses.isAnyQueuePaused
                if !isBusy, claimant.queues == nil, try isDefaultQueueAlone() {
                    // There is no order of queues to keep, so due tasks need not be made ready first.
                    guard try reserveAll(.ripe(at: now), &scan, for: claimant, now: now, into: &claim) else { return }
                    continue
                }
                let ripened = try ripen(level: level, now: now)
                if ripened.count == ClaimProgress.parkingBatch { claim.isRipeningCut = true }
                madeReady = ripened.ready
            }
            let turns = try turns(of: claimant, level: level, claim.rotation)
            // Those of other queues are no work for this machine's other workers either.
            let own = madeReady.filter { task in turns.contains { $0.contains(task.queue) } }
            claim.left.formUnion(own.map(\.row))
            for queues in turns {
                guard try reserve(from: queues, &scan, for: claimant, now: now, into: &claim) else { return }
            }
        }
    }

    /// A level in which a claim looks for tasks.
    private struct Scan {
        var level: Int64
        var pauses: PausesOfClaim
        /// Whether none of its tasks was met yet.
        var isFirst = true
    }

    /// Which tasks of a level a claim takes.
    private enum Source {
        /// The ready tasks of some queues.
        case ready(ClosedRange<Int64>)
        /// The tasks that are due but not made ready yet.
        case ripe(at: WallTime)
    }

    /// Claims from one level of some queues.
    ///
    /// - Returns: False if the claim is full, or has met enough tasks that it could not take.
    private func reserve(
        from queues: ClosedRange<Int64>, _ scan: inout Scan, for claimant: Claimant, now: WallTime,
        into claim: inout ClaimProgress
    ) throws(StoreError) -> Bool {
        guard scan.pauses.isAnyQueuePaused else {
            return try reserveAll(.ready(queues), &scan, for: claimant, now: now, into: &claim)
        }
        var lower = queues.lowerBound
        while let queue = try nextReadyQueue(lower...queues.upperBound, level: scan.level) {
            if try !isPaused(queue: queue),
                try !reserveAll(.ready(queue...queue), &scan, for: claimant, now: now, into: &claim)
            {
                return false
            }
            guard queue < queues.upperBound else { break }
            lower = queue + 1
        }
        return true
    }

    /// Claims again while it has met tasks that it could not take, because otherwise the tasks behind them would not be found until a
    /// worker is woken.
    private func reserveAll(
        _ source: Source, _ scan: inout Scan, for claimant: Claimant, now: WallTime, into claim: inout ClaimProgress
    ) throws(StoreError) -> Bool {
        while claim.passedOver < ClaimProgress.parkingBatch {
            let passedOver = claim.passedOver
            let (candidates, isCut) = try due(source, level: scan.level, limit: claimant.limit - claim.tasks.count)
            claim.left.formUnion(candidates.map(\.task.row))
            guard try reserve(candidates, &scan, for: claimant, now: now, into: &claim) else { return false }
            guard isCut || claim.passedOver > passedOver else { return true }
        }
        return false
    }

    /// - Returns: False if the claim is full.
    private func reserve(
        _ candidates: [Candidate], _ scan: inout Scan, for claimant: Claimant, now: WallTime,
        into claim: inout ClaimProgress
    ) throws(StoreError) -> Bool {
        if scan.isFirst, let first = candidates.first {
            scan.isFirst = false
            claim.rotation[scan.level] = first.queue
        }
        var room = try room(for: candidates.map(\.task))
        var decided = Decisions()
        var isFull = false
        for candidate in candidates.map(\.task) {
            guard let function = claimant.function(candidate.name) else {
                decided.parked.append(candidate)
                continue
            }
            guard !scan.pauses.functions.contains(function) else {
                decided.held.append(candidate)
                continue
            }
            guard room.has(for: candidate) else {
                decided.blocked.append(candidate.row)
                continue
            }
            // Its key becomes free when it starts, so it is reserved only if it starts now.
            if candidate.key == .whileWaiting {
                isFull = true
                guard claim.tasks.isEmpty else { break }
                try releaseKey(ofRow: candidate.row)
            }
            room.take(candidate)
            decided.taken.append(candidate.row)
            claim.tasks.append(candidate)
            claim.bytes += candidate.arguments.count
            isFull = isFull || claim.tasks.count >= claimant.limit || claim.bytes >= ClaimProgress.claimedBytes
            if isFull { break }
        }
        decided.held = try stillPaused(decided.held, claimant)
        try store(decided, slot: claimant.slot, now: now)
        claim.left.subtract(decided.rows)
        claim.parked += decided.parked.map(\.id)
        claim.held += decided.held.count
        claim.blocked += decided.blocked.count
        return !isFull && claim.tasks.count < claimant.limit
    }

    /// What a claim does with the tasks that it met, each kind in one statement.
    private struct Decisions {
        var taken: [Int64] = []
        var parked: [ClaimedTask] = []
        var held: [ClaimedTask] = []
        var blocked: [Int64] = []

        var rows: [Int64] { taken + parked.map(\.row) + held.map(\.row) + blocked }
    }

    private func store(_ decided: Decisions, slot: String, now: WallTime) throws(StoreError) {
        if !decided.taken.isEmpty {
            try run(
                """
                UPDATE tasks SET state = 1, ready = 0, slot = $2, claim_number = claim_number + 1, started = $3 \
                WHERE id = ANY($1)
                """,
                .integers(decided.taken), .text(slot), .time(now))
        }
        try hold(rows: decided.held.map(\.row))
        try set(.blocked, ofRows: decided.blocked)
        try park(decided.parked)
    }

    private typealias Candidate = (queue: Int64, task: ClaimedTask)

    /// Reads and locks tasks that could start; those that another session has locked are skipped.
    ///
    /// - Returns: The tasks with their queues, and whether more were left unread because these are so large.
    private func due(
        _ source: Source, level: Int64, limit: Int
    ) throws(StoreError) -> (tasks: [Candidate], isCut: Bool) {
        let (sql, values) = Self.statement(for: source, level: level, limit: limit)
        var found = 0
        let tasks = try rows(sql, values) { row throws(StoreError) in
            found = Int(row.integer(11))
            let task = ClaimedTask(
                attempt: AttemptID(row: row.integer(0), claimNumber: row.integer(4)), id: row.taskID(1),
                name: row.text(2), arguments: row.bytes(3), attemptsUsed: row.integer(5),
                scheduledAt: row.optionalTime(6), missed: row.integer(7),
                key: UniqueKey.Scope(rawValue: row.integer(8)), concurrency: row.optionalInteger(9))
            return (queue: row.integer(10), task: task)
        }
        return (tasks, tasks.count < found)
    }

    private static func statement(
        for source: Source, level: Int64, limit: Int
    ) -> (sql: String, values: [PostgresValue]) {
        switch source {
        case .ready(let queues):
            let sql = statement(where: "ready = 1 AND level = $3 AND queue BETWEEN $4 AND $5", order: "queue, run_at")
            let bounds = (PostgresValue.integer(queues.lowerBound), PostgresValue.integer(queues.upperBound))
            return (sql, common(limit) + [.integer(level), bounds.0, bounds.1])
        case .ripe(let now):
            let sql = statement(where: "ready = 0 AND level = $3 AND run_at <= $4", order: "run_at")
            return (sql, common(limit) + [.integer(level), .time(now)])
        }
    }

    private static func common(_ limit: Int) -> [PostgresValue] {
        [.integer(Int64(limit)), .integer(Int64(ClaimProgress.claimedBytes))]
    }

    /// The sizes are added up on the server, which knows them without reading the arguments.
    private static func statement(where condition: String, order: String) -> String {
        """
        WITH candidates AS MATERIALIZED (\
        SELECT id, uuid, name, arguments, claim_number, attempts_used, scheduled_at, missed, key_scope, concurrency, \
        queue, run_at FROM tasks WHERE state = 0 AND \(condition) ORDER BY \(order) LIMIT $1 FOR UPDATE SKIP LOCKED), \
        sized AS (SELECT *, count(*) OVER () AS found, sum(octet_length(arguments::text)) \
        OVER (ORDER BY \(order), id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM candidates) \
        SELECT id, uuid, name, arguments, claim_number + 1, attempts_used, scheduled_at, missed, key_scope, \
        concurrency, queue, found FROM sized WHERE coalesce(before, 0) <= $2 ORDER BY \(order), id
        """
    }

    /// How many more runs of recurring functions may start, while no other session can start or end one.
    private struct Room {
        var running: [String: Int64] = [:]

        /// Whether another run may start beside those that run; one claim may meet several.
        func has(for task: ClaimedTask) -> Bool {
            guard let most = task.concurrency else { return true }
            return running[task.name, default: 0] < most
        }

        mutating func take(_ task: ClaimedTask) {
            if task.concurrency != nil { running[task.name, default: 0] += 1 }
        }
    }

    private func room(for tasks: [ClaimedTask]) throws(StoreError) -> Room {
        let names = Set(tasks.filter { $0.concurrency != nil }.map(\.name))
        try lockSchedules(names)
        var room = Room()
        for name in names { room.running[name] = Int64(try runningRuns(of: name)) }
        return room
    }

    private func park(_ tasks: [ClaimedTask]) throws(StoreError) {
        guard !tasks.isEmpty else { return }
        let reasons = tasks.map { task in
            Failure(.unknownName, message: "no running build has a task function named '\(task.name)'").json
        }
        try run(
            """
            UPDATE tasks SET state = 5, ready = 0, outcome = new.reason \
            FROM unnest($1::bigint[], $2::json[]) AS new(id, reason) WHERE tasks.id = new.id
            """,
            .integers(tasks.map(\.row)), .jsons(reasons))
        for name in Set(tasks.filter { $0.concurrency != nil }.map(\.name)).sorted() { try admitRuns(of: name) }
    }
}
#endif
