package import TaskModel

/// The result of retrying a task.
package enum RetryResult: Hashable, Sendable {
    /// The task waits and is due.
    case due
    /// It was due before, or is running.
    case alreadyDue
    /// It has succeeded, and never runs again.
    case succeeded
    /// An equal task exists now, and the unique key of both allows only one.
    case duplicate(TaskID)
    case unknown
}
