package import Platform
package import TaskModel

extension Connection {
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
    package func claim(
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

    /// The maximum number of tasks that one claim parks, holds or blocks, and that it makes ready.
    ///
    /// A claim parks tasks of unknown names and holds those of paused functions. It has the write lock during that time, so
    /// the number is limited to what takes some milliseconds.
    package static let parkingBatch = ClaimProgress.parkingBatch

    /// The number of bytes of arguments that one claim reads at a time, and takes; the last task may exceed it.
    package static let claimedBytes = ClaimProgress.claimedBytes

    private func reserve(
        for claimant: Claimant, _ pauses: PausesOfClaim, _ levels: LevelSummary, now: WallTime,
        into claim: inout ClaimProgress
    ) throws(StoreError) {
        for level in levels.levels {
            var scan = Scan(level: level, pauses: pauses)
            if levels.ripe.contains(level) {
                let isBusy = levels.ready.contains(level) || pauses.isAnyQueuePaused
                if !isBusy, claimant.queues == nil, try isDefaultQueueAlone() {
                    // There is no order of queues to keep, so due tasks need not be made ready first.
                    guard try reserveAll(.ripe(at: now), &scan, for: claimant, now: now, into: &claim) else { return }
                    continue
                }
                if try ripen(level: level, now: now) == Self.parkingBatch { claim.isRipeningCut = true }
            }
            for queues in try turns(of: claimant, level: level, claim.rotation) {
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
        while claim.passedOver < Self.parkingBatch {
            let passedOver = claim.passedOver
            let (candidates, isCut) = try due(source, level: scan.level, limit: claimant.limit - claim.tasks.count)
            guard try reserve(candidates, &scan, for: claimant, now: now, into: &claim) else { return false }
            guard isCut || claim.passedOver > passedOver else { return true }
        }
        return false
    }

    /// - Returns: False if the claim is full.
    private func reserve(
        _ candidates: [(queue: Int64, task: ClaimedTask)], _ scan: inout Scan, for claimant: Claimant, now: WallTime,
        into claim: inout ClaimProgress
    ) throws(StoreError) -> Bool {
        for (queue, candidate) in candidates {
            if scan.isFirst {
                scan.isFirst = false
                claim.rotation[scan.level] = queue
            }
            guard let function = claimant.function(candidate.name) else {
                try park(candidate)
                claim.parked.append(candidate.id)
                continue
            }
            guard !scan.pauses.functions.contains(function) else {
                try hold(row: candidate.row)
                claim.held += 1
                continue
            }
            guard try hasRoom(for: candidate) else {
                try set(.blocked, ofRow: candidate.row)
                claim.blocked += 1
                continue
            }
            // Its key becomes free when it starts, so it is reserved only if it starts now.
            if candidate.key == .whileWaiting {
                guard claim.tasks.isEmpty else { return false }
                try releaseKey(ofRow: candidate.row)
            }
            try statement(
                """
                UPDATE autocron_tasks SET state = 1, ready = 0, slot = ?2, claim_number = claim_number + 1, started = ?3 WHERE id = ?1
                """
            ).run(.integer(candidate.row), .text(claimant.slot), .time(now))
            claim.tasks.append(candidate)
            claim.bytes += candidate.arguments.count
            if candidate.key == .whileWaiting { return false }
        }
        return claim.tasks.count < claimant.limit && claim.bytes < Self.claimedBytes
    }

    /// Reads tasks that could start.
    ///
    /// - Returns: The tasks with their queues, and whether more were left unread because these are so large.
    private func due(
        _ source: Source, level: Int64, limit: Int
    ) throws(StoreError) -> (tasks: [(queue: Int64, task: ClaimedTask)], isCut: Bool) {
        let (statement, values) = try statement(for: source, level: level, limit: limit)
        var bytes = 0
        var isCut = false
        let tasks = try statement.rows(values) { row in
            isCut = bytes > Self.claimedBytes
            bytes += row.size(3)
            return !isCut
        } make: { row throws(StoreError) in
            let task = ClaimedTask(
                attempt: AttemptID(row: row.integer(0), claimNumber: row.integer(4)), id: try row.taskID(1),
                name: row.text(2), arguments: row.blob(3), attemptsUsed: row.integer(5),
                scheduledAt: row.optionalTime(6),
                missed: row.integer(7), key: UniqueKey.Scope(rawValue: row.integer(8)),
                concurrency: row.optionalInteger(9)
            )
            return (row.integer(10), task)
        }
        return (tasks, isCut)
    }

    private func statement(
        for source: Source, level: Int64, limit: Int
    ) throws(StoreError) -> (Statement, [Statement.Value]) {
        switch source {
        case .ready(let queues):
            let statement = try statement(
                """
                SELECT id, uuid, name, arguments, claim_number + 1, attempts_used, scheduled_at, missed, key_scope, concurrency, queue \
                FROM autocron_tasks WHERE state = 0 AND ready = 1 AND level = ?1 AND queue BETWEEN ?2 AND ?3 \
                ORDER BY queue, run_at LIMIT ?4
                """
            )
            let bounds = (Statement.Value.integer(queues.lowerBound), Statement.Value.integer(queues.upperBound))
            return (statement, [.integer(level), bounds.0, bounds.1, .integer(Int64(limit))])
        case .ripe(let now):
            let statement = try statement(
                """
                SELECT id, uuid, name, arguments, claim_number + 1, attempts_used, scheduled_at, missed, key_scope, concurrency, queue \
                FROM autocron_tasks WHERE state = 0 AND ready = 0 AND level = ?1 AND run_at <= ?2 \
                ORDER BY run_at LIMIT ?3
                """
            )
            return (statement, [.integer(level), .time(now), .integer(Int64(limit))])
        }
    }

    /// Whether another run of a recurring function may start beside those that run; one claim may meet several.
    private func hasRoom(for task: ClaimedTask) throws(StoreError) -> Bool {
        guard let most = task.concurrency else { return true }
        return try runningRuns(of: task.name) < most
    }

    private func park(_ task: ClaimedTask) throws(StoreError) {
        let reason = Failure(.unknownName, message: "no running build has a task function named '\(task.name)'")
        try statement("UPDATE autocron_tasks SET state = 5, ready = 0, outcome = ?2 WHERE id = ?1")
            .run(.integer(task.row), .blob(reason.json))
        if task.concurrency != nil { try admitRuns(of: task.name) }
    }
}
