/// What a request to cancel a task found.
package struct Cancellation: Equatable, Sendable {
    package var result: CancelResult
    /// The task that the identifier leads to; nil if there is none.
    package var task: TaskID?

    package init(result: CancelResult, task: TaskID?) {
        self.result = result
        self.task = task
    }
}
