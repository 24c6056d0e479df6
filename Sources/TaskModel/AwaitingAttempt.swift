/// An executing attempt that waits for another task's result.
package struct AwaitingAttempt: Equatable, Sendable {
    /// The worker's slot.
    package var slot: String
    package var attempt: AttemptID
    /// The task that it waits for.
    package var awaited: TaskID

    package init(slot: String, attempt: AttemptID, awaited: TaskID) {
        self.slot = slot
        self.attempt = attempt
        self.awaited = awaited
    }
}
