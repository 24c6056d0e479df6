extension TaskError: CustomStringConvertible {
    /// What happened, and what to do where there is something to do.
    public var description: String {
        switch self {
        case .notStarted:
            "autocron is not started: call 'try await Autocron.start(…)' before tasks are stored or awaited"
        case .threw(let text): "the task threw: \(text)"
        case .timedOut: "the task ran past its timeout"
        case .crashed(let crash): "the task's process \(crash)"
        case .cancelled: "the task was cancelled"
        case .expired: "nothing is known of the task: there never was one, or its result's time to live is over"
        case .parked(let reason): "the task is parked: \(reason)"
        case .waitCancelled: "the wait for the task was cancelled; the task itself goes on"
        case .waitTimedOut: "the task has not ended in the time given; it goes on"
        case .waitsForItself:
            "this waits for a task that cannot end before the wait does: 'Autocron.enqueue { }' stores its tasks only at "
                + "its end, and a task that waits for itself never ends; wait afterwards, for the handle"
        case .notStored(let reason): "the task is not stored: \(reason)"
        case .invalidArguments(let reason): reason
        case .undecodableResult(let reason): reason
        }
    }
}

extension TaskError.Crash: CustomStringConvertible {
    /// How the process died.
    public var description: String {
        switch self {
        case .signal(let number): "died of signal \(number) (\(SignalName.of(number)))"
        case .exitCode(let code): "exited with code \(code) in the middle of the task"
        case .unknown: "died, and nobody was left to learn why"
        }
    }
}
