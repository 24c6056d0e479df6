/// A task on its way to the disk.
///
/// An object, because it is moved through several arrays, and a task is large.
package final class PendingInsert: Sendable {
    package typealias Completion = @Sendable (Result<InsertResult, StoreError>) -> Void

    package let task: NewTask
    /// Called once when the task is stored or refused; it must neither wait nor store tasks.
    ///
    /// Without one the task must be kept until it is on disk.
    package let completion: Completion?

    package init(task: NewTask, completion: Completion? = nil) {
        self.task = task
        self.completion = completion
    }
}
