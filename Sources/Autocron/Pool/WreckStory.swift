import TaskStore

/// One sentence about what a worker's death meant for the task that it was running.
struct WreckStory {
    private let settlement: Settlement
    private let failure: Failure
    private let death: ProcessDeath
    private let process: Int32?
    /// Whether nothing shows that the task was the cause.
    private let isUnattributed: Bool

    /// - Parameters:
    ///   - settlement: What became of the task; nil if there was none.
    ///   - end: How the attempt ended; a requested end has no message.
    ///   - death: How the worker ended.
    ///   - process: The worker's PID.
    init?(_ settlement: Settlement?, _ end: Outcome.End?, _ death: ProcessDeath, process: Int32?) {
        guard let settlement else { return nil }
        switch end {
        case .failed(let failure): (self.failure, isUnattributed) = (failure, false)
        case .unattributed(let failure): (self.failure, isUnattributed) = (failure, true)
        default: return nil
        }
        self.settlement = settlement
        self.death = death
        self.process = process
    }

    var message: LogMessage {
        var metadata = death.metadata.merging(settlement.metadata) { $1 }
        metadata[.worker] = process
        metadata[.failure] = failure.kind.rawValue
        // The signal that it was dying of, also where it was killed while its report was written.
        if let signal = failure.signal { metadata[.signal] = signal }
        if !isCharged { metadata[.attempt] = settlement.charged + 1 }
        return LogMessage(
            .warning, failure.kind == .timedOut ? .attemptEnded : .attemptCrashed, text,
            task: TaskID(bytes: settlement.id), metadata)
    }

    private var isCharged: Bool { !isUnattributed || settlement.state != .waiting || settlement.unattributed == 0 }

    private var text: String {
        let id = TaskID(bytes: settlement.id)?.description ?? "?"
        let worker = process.map { "worker \($0)" } ?? "a worker"
        return "\(worker) \(cause) while it ran '\(settlement.name)' (task \(id))\(why); \(consequence)"
    }

    private var cause: String {
        failure.kind == .timedOut ? "was killed because the task ran past its timeout and grace" : death.description
    }

    /// The crash's reason and source location; the details are stored, for `autocron show`.
    private var why: String {
        guard let summary = failure.message ?? failure.crash?.summary else { return "" }
        return " (\(summary))"
    }

    private var consequence: String {
        if !isCharged {
            return
                "nothing shows that the task was the cause, so the attempt does not count (\(settlement.unattributed) of "
                + "\(Connection.unattributedLimit) such ends in a row), and the task runs again"
        }
        return switch settlement.state {
        case .failed: "\(verdict)no attempt is left, so the task has failed"
        case .waiting: "\(verdict)the attempt counts, and the next one follows after the task's backoff"
        case .cancelled: "the task was being cancelled"
        case .succeeded, .running, .parked: "the task is now \(settlement.state)"
        }
    }

    /// Why an attempt counts although nothing shows that the task was the cause.
    private var verdict: String {
        guard isUnattributed else { return "" }
        return "after \(Connection.unattributedLimit) such ends in a row the task is taken for the cause: "
    }
}
