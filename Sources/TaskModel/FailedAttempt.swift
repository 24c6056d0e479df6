/// An attempt that threw or ran out of time, and its effect on the task.
package struct FailedAttempt: Equatable, Sendable {
    package var transition: TaskTransition
    package var failure: Failure

    package init(transition: TaskTransition, failure: Failure) {
        self.transition = transition
        self.failure = failure
    }
}
