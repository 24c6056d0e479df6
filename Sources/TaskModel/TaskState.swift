/// A task's state, as the table stores it.
package enum TaskState: Int64, Sendable, CaseIterable {
    case waiting = 0
    case running = 1
    case succeeded = 2
    case failed = 3
    case cancelled = 4
    case parked = 5

    package var isFinal: Bool {
        switch self {
        case .succeeded, .failed, .cancelled: true
        case .waiting, .running, .parked: false
        }
    }
}
