import Platform
package import TaskModel

extension Failure {
    /// The failure in a few words, with hidden characters escaped.
    package var text: String {
        let message = typedMessage.map { TerminalEscaping.text($0) }
        switch kind {
        case .threw: return message ?? "threw an error"
        case .unstorable: return message ?? "returned what cannot be stored"
        case .timedOut: return "ran longer than its time limit"
        case .crashed:
            let why = message ?? crash?.summary.map { TerminalEscaping.text($0) }
            return ["crashed" + cause, why].compactMap(\.self).joined(separator: ": ")
        case .cancelled: return "was cancelled"
        case .unknownName: return "no program that ran here has a function of this name"
        case .undecodableArguments: return "its arguments cannot be decoded" + (message.map { ": \($0)" } ?? "")
        case .interruptedTooOften: return message ?? "was interrupted too often"
        }
    }

    private var cause: String {
        if let signal { return " with signal \(SignalName.text(of: signal))" }
        if let exitCode { return " with exit code \(exitCode)" }
        return ", of an unknown cause"
    }

    /// The failure without anything that may reveal the task's data.
    package var redacted: Failure {
        var failure = withoutMessage
        failure.crash?.reason = nil
        return failure.withoutStandardError
    }

    /// The failure as a list shows it: an attempt's standard error is long, and seldom what a monitor should keep.
    package var withoutStandardError: Failure {
        var failure = self
        failure.crash?.standardError = nil
        return failure
    }
}
