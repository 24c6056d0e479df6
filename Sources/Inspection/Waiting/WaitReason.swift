package import InspectionModel
package import Platform
package import TaskModel

/// Why a task does not run yet.
package enum WaitReason: Hashable, Sendable {
    case paused(PauseSubject, since: WallTime?)
    case notHosted
    case noWorkers
    case notDue(WallTime)
    /// It is to be tried again after a failure.
    case backsOff(until: WallTime)
    /// The program that started last does not have its function.
    case unknownFunction
    case overlaps(runs: Int, policy: [UInt8]?)
    /// Other due tasks come first.
    case behind(TaskCount, estimate: Duration?)
    case allWorkersBusy(Int)
    /// A worker takes it within a moment.
    case next
    case parked(Failure.Kind?)

    /// All that keeps a task from starting, what lasts longest first; empty for a task that runs or has ended.
    ///
    /// - Parameter facts: The task and its surroundings.
    package static func all(_ facts: WaitFacts) -> [WaitReason] {
        switch facts.task.state {
        case .running, .succeeded, .failed, .cancelled: return []
        case .parked: return [.parked(facts.task.failure?.kind)]
        case .waiting: break
        }
        var reasons = obstacles(facts)
        if facts.task.runAt > facts.now {
            let isRetry = facts.task.attemptsUsed > 0
            reasons.append(isRetry ? .backsOff(until: facts.task.runAt) : .notDue(facts.task.runAt))
        } else {
            reasons += queueing(facts)
        }
        return reasons.isEmpty ? [.next] : reasons
    }

    /// What somebody has to change.
    private static func obstacles(_ facts: WaitFacts) -> [WaitReason] {
        var reasons: [WaitReason] = []
        if let pause = facts.pause { reasons.append(.paused(pause, since: facts.pausedSince)) }
        if !facts.isHosted {
            reasons.append(.notHosted)
        } else if facts.workers == 0 {
            reasons.append(.noWorkers)
        }
        if !facts.isFunctionKnown { reasons.append(.unknownFunction) }
        return reasons
    }

    /// What ends by itself, for a task that is due.
    private static func queueing(_ facts: WaitFacts) -> [WaitReason] {
        var reasons: [WaitReason] = []
        if facts.otherRuns > 0 { reasons.append(.overlaps(runs: facts.otherRuns, policy: facts.overlapPolicy)) }
        if facts.tasksBefore.count > 0 {
            reasons.append(.behind(facts.tasksBefore, estimate: facts.estimate))
        } else if facts.workers > 0, facts.idleWorkers == 0 {
            reasons.append(.allWorkersBusy(facts.workers))
        }
        return reasons
    }
}

extension WaitFacts {
    /// How long the tasks before this one take at the pool's present speed; nil if that is not known.
    var estimate: Duration? {
        guard tasksBefore.isExact, endedLately > 0 else { return nil }
        return Self.rateSpan * tasksBefore.count / endedLately
    }
}
