package import TaskModel

extension FailedAttempt {
    /// The log message: an error that a retry may still cure is ordinary.
    package var message: LogMessage? {
        let id = transition.id
        let subject = "'\(transition.name)' (task \(id)) \(what)"
        return switch transition.state {
        case .failed:
            LogMessage(
                .warning, .attemptEnded, subject + "; no attempt is left, so the task has failed", task: id, metadata)
        case .waiting:
            LogMessage(
                .info, .attemptEnded, subject + "; the next attempt follows after the task's backoff", task: id,
                metadata)
        case .succeeded, .running, .cancelled, .parked: nil
        }
    }

    private var metadata: [LogMessage.Key: (any CustomStringConvertible)?] {
        var metadata = transition.metadata
        metadata[.failure] = failure.kind.rawValue
        return metadata
    }

    private var what: String {
        switch failure.kind {
        case .timedOut: "ran past its timeout"
        case .unstorable: "returned, and \(failure.message ?? "its result cannot be stored")"
        default: "threw \(failure.typedMessage ?? "an error")"
        }
    }
}

extension TaskTransition {
    /// What a log message says of the task beside its text, after an attempt that counts.
    var metadata: [LogMessage.Key: (any CustomStringConvertible)?] {
        [.taskName: name, .queue: queue, .attempt: attemptsUsed, .taskState: TaskStatus(state).rawValue]
    }
}
