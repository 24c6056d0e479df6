package import TaskStore

/// An attempt that threw or ran out of time, and its effect on the task.
package struct FailedAttempt: Equatable, Sendable {
    package var settlement: Settlement
    package var failure: Failure

    /// The log message: an error that a retry may still cure is ordinary.
    package var message: LogMessage? {
        let id = TaskID(bytes: settlement.id)
        let subject = "'\(settlement.name)' (task \(id?.description ?? "?")) \(what)"
        return switch settlement.state {
        case .failed: LogMessage(.warning, subject + "; no attempt is left, so the task has failed", task: id)
        case .waiting: LogMessage(.info, subject + "; the next attempt follows after the task's backoff", task: id)
        case .succeeded, .running, .cancelled, .parked: nil
        }
    }

    private var what: String {
        switch failure.kind {
        case .timedOut: "ran past its timeout"
        case .unstorable: "returned, and \(failure.message ?? "its result cannot be stored")"
        default: "threw \(failure.typedMessage ?? "an error")"
        }
    }
}
