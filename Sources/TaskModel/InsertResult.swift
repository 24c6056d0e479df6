/// The result of storing a task.
package enum InsertResult: Equatable, Sendable {
    case stored
    /// An equal task exists already; its identifier.
    case existing(TaskID)
    /// The recurring function has had its run for this instant.
    case alreadyFired
}
