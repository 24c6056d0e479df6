import TaskStore

/// Tells in one sentence what a worker's death meant for the task that it was running.
struct WreckStory {
    var settlement: Settlement
    var failure: Failure
    var death: ProcessDeath
    var process: Int32?

    var text: String {
        let id = TaskID(bytes: settlement.id)?.description ?? "?"
        let worker = process.map { "worker \($0)" } ?? "a worker"
        return "\(worker) \(cause) while it ran '\(settlement.name)' (task \(id))\(why); \(consequence)"
    }

    private var cause: String {
        failure.kind == .timedOut ? "was killed because the task ran past its timeout and grace" : death.description
    }

    /// The crash's reason and place; the whole story is stored, for `autocron show`.
    private var why: String {
        guard let summary = failure.crash?.summary else { return "" }
        return " (\(summary))"
    }

    private var consequence: String {
        switch settlement.state {
        case .failed: "no attempt is left, so the task has failed"
        case .waiting: "the attempt counts, and the next one follows after the task's backoff"
        case .cancelled: "the task was being cancelled"
        case .succeeded, .running, .parked: "the task is now \(settlement.state)"
        }
    }
}
