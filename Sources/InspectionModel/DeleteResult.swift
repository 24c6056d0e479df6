/// The result of deleting a task.
package enum DeleteResult: Hashable, Sendable {
    case deleted
    /// A worker has it; it can be cancelled.
    case running
    case unknown
}
