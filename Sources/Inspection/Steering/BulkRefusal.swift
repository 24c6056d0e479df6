import InspectionModel
package import TaskModel

/// Why a task was not changed.
package enum BulkRefusal: Hashable, Sendable {
    case alreadyDue
    case succeeded
    /// An equal task exists now, and the unique key of both allows only one.
    case duplicate(of: TaskID)
    case ended
    case running
    case unknown

    /// Continues a sentence that begins with the task's name.
    package var words: String {
        switch self {
        case .alreadyDue: "is due already, or runs"
        case .succeeded: "has succeeded and never runs again"
        case .duplicate(let other): "has a unique key that task \(other.description) now holds"
        case .ended: "has ended already"
        case .running: "runs"
        case .unknown: "does not exist"
        }
    }

    /// nil for a task that was retried.
    init?(_ result: RetryResult) {
        switch result {
        case .due: return nil
        case .alreadyDue: self = .alreadyDue
        case .succeeded: self = .succeeded
        case .duplicate(let other): self = .duplicate(of: other)
        case .unknown: self = .unknown
        }
    }

    /// nil for a task that was cancelled.
    init?(_ result: CancelResult) {
        switch result {
        case .cancelled, .requested: return nil
        case .tooLate: self = .ended
        case .unknown: self = .unknown
        }
    }

    /// nil for a task that was deleted.
    init?(_ result: DeleteResult) {
        switch result {
        case .deleted: return nil
        case .running: self = .running
        case .unknown: self = .unknown
        }
    }
}
