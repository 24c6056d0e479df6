import Platform
import WorkerFiles

/// What the pool knows of the attempts that its workers run.
extension PoolState {
    /// How much later than its own time a worker is killed that should have ended itself.
    static let slack = Duration.milliseconds(60)

    /// A worker runs an attempt, and has done so for a while.
    ///
    /// - Parameters:
    ///   - index: The worker.
    ///   - deadline: When the attempt must be gone; the distant future for never.
    ///   - stopReason: Why it was told to stop, if it was.
    mutating func reportedBusy(_ index: Int, _ deadline: PoolMessage.KillDeadline, stopReason: StopReason) {
        update(index) { $0.activity = .busy(deadline.killAt == .distantFuture ? nil : deadline, stopReason) }
    }

    /// A worker runs no attempt any more that it has reported, and nothing that was known of one holds.
    mutating func forgetAttempt(_ index: Int) {
        update(index) { if $0.isBusy { $0.activity = .unreported(lastSeen: nil) } }
    }

    /// Whether each worker has reported the attempt that it runs.
    var isEachBusy: Bool {
        let living = living
        return !living.isEmpty && living.allSatisfy { $0.life.isReady && $0.life.isBusy }
    }

    /// Whether a worker should have ended itself, and has not.
    ///
    /// - Returns: The reason for killing it.
    func overdue(_ index: Int, now: MonotonicTime) -> KillReason? {
        guard let life = self[index], !life.wasKilled, case .busy(.some(let deadline), let stopReason) = life.activity,
            now >= deadline.killAt + Self.slack
        else { return nil }
        return .overdue(deadline.attempt, stopReason == .none ? .timedOut : stopReason)
    }

    /// When the next worker is overdue.
    ///
    /// A worker that was killed is not asked after: it may take its time to die.
    var nextOverdue: MonotonicTime? {
        living.compactMap { $0.life.wasKilled ? nil : $0.life.killDeadline }.map { $0.killAt + Self.slack }.min()
    }

    // MARK: Workers that report nothing

    /// How long a worker may run an attempt without reporting it, and the time between two polls.
    static let silenceTimeout = Duration.milliseconds(100)

    /// Finds attempts that their workers could not report.
    ///
    /// A worker reports a task to the pool when it has run for two milliseconds. The pool would wait forever for a worker
    /// that was stopped or starved before then. So while a worker is awake and has reported nothing, its slot is polled;
    /// if the same attempt is there twice, the worker should have reported it. While all workers sleep there is no
    /// polling.
    ///
    /// - Parameters:
    ///   - awake: The workers that are awake.
    ///   - now: The present.
    ///   - readRecord: Reads a worker's slot.
    /// - Returns: The attempts, by their workers.
    mutating func pollStalls(
        among awake: Set<Int>, now: MonotonicTime, readRecord: (Int) -> SlotRecord?
    ) -> [Int: SlotRecord] {
        let unreported = awake.filter { self[$0]?.isBusy == false }
        guard !unreported.isEmpty else {
            nextStallPoll = nil
            return note([:])
        }
        guard let time = nextStallPoll, now >= time else {
            nextStallPoll = nextStallPoll ?? now + Self.silenceTimeout
            return [:]
        }
        nextStallPoll = now + Self.silenceTimeout
        var records: [Int: SlotRecord] = [:]
        for index in unreported { records[index] = readRecord(index) }
        return note(records)
    }

    /// Keeps what the slots say now.
    ///
    /// - Returns: The workers whose slots said the same before.
    private mutating func note(_ records: [Int: SlotRecord]) -> [Int: SlotRecord] {
        var stalled: [Int: SlotRecord] = [:]
        for (index, life) in living {
            guard case .unreported(let lastSeen) = life.activity else { continue }
            let record = records[index]
            if let record, record == lastSeen { stalled[index] = record }
            if record != lastSeen { update(index) { $0.activity = .unreported(lastSeen: record) } }
        }
        return stalled
    }
}
