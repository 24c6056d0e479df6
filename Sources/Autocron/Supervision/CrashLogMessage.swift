import Platform
import TaskModel

/// One sentence about what a worker's death meant for the task that it was running.
struct CrashLogMessage {
    private let transition: TaskTransition
    private let failure: Failure
    private let status: TerminationStatus
    private let process: Int32?
    /// Whether nothing shows that the task was the cause.
    private let isUnattributed: Bool

    /// - Parameters:
    ///   - transition: What became of the task; nil if there was none.
    ///   - result: How the attempt ended; a requested end has no message.
    ///   - status: How the worker ended.
    ///   - process: The worker's PID.
    init?(
        _ transition: TaskTransition?, result: AttemptResult?, status: TerminationStatus, process: Int32?
    ) {
        guard let transition else { return nil }
        switch result {
        case .failed(let failure): (self.failure, isUnattributed) = (failure, false)
        case .unattributed(let failure): (self.failure, isUnattributed) = (failure, true)
        default: return nil
        }
        self.transition = transition
        self.status = status
        self.process = process
    }

    var message: LogMessage {
        var metadata = status.metadata.merging(transition.metadata) { $1 }
        metadata[.worker] = process
        metadata[.failure] = failure.kind.rawValue
        // The signal that it was dying of, also where it was killed while its report was written.
        if let signal = failure.signal { metadata[.signal] = signal }
        if !isCharged { metadata[.attempt] = transition.attemptsUsed + 1 }
        return LogMessage(
            .warning, failure.kind == .timedOut ? .attemptEnded : .attemptCrashed, text,
            task: transition.id, metadata)
    }

    private var isCharged: Bool { !isUnattributed || transition.state != .waiting || transition.unattributed == 0 }

    private var text: String {
        let id = transition.id.description
        let worker = process.map { "worker \($0)" } ?? "a worker"
        return "\(worker) \(cause) while it ran '\(transition.name)' (task \(id))\(why); \(consequence)"
    }

    private var cause: String {
        failure.kind == .timedOut ? "was killed because the task ran past its timeout and grace" : status.description
    }

    /// The crash's reason and source location; the details are stored, for `autocron show`.
    private var why: String {
        guard let summary = failure.message ?? failure.crash?.summary else { return "" }
        return " (\(summary))"
    }

    private var consequence: String {
        if !isCharged {
            return
                "nothing shows that the task was the cause, so the attempt does not count (\(transition.unattributed) of "
                + "\(TaskLimits.unattributedEnds) such ends in a row), and the task runs again"
        }
        return switch transition.state {
        case .failed: "\(whyItCounts)no attempt is left, so the task has failed"
        case .waiting: "\(whyItCounts)the attempt counts, and the next one follows after the task's backoff"
        case .cancelled: "the task was being cancelled"
        case .succeeded, .running, .parked: "the task is now \(transition.state)"
        }
    }

    /// Why an attempt counts although nothing shows that the task was the cause.
    private var whyItCounts: String {
        guard isUnattributed else { return "" }
        return "after \(TaskLimits.unattributedEnds) such ends in a row the task is taken for the cause: "
    }
}
