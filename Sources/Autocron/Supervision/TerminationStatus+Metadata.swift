import Platform

extension TerminationStatus {
    /// What a log message says of it beside its text.
    package var metadata: [LogMessage.Key: (any CustomStringConvertible)?] {
        switch self {
        case .exited(let code): [.exitCode: code]
        case .signaled(let number): [.signal: number]
        case .unknown, .unseen: [:]
        }
    }
}
