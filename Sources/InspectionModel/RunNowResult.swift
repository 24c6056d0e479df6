package import TaskModel

/// The result of requesting a run.
package enum RunNowResult: Hashable, Sendable {
    case stored(TaskID)
    /// No build has the function any more.
    case removed
    case unknown
}
