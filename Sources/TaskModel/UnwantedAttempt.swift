/// A running attempt whose task was cancelled.
package struct UnwantedAttempt: Equatable, Sendable {
    package var attempt: AttemptID
    /// The slot of the worker that has it.
    package var slot: String

    package init(attempt: AttemptID, slot: String) {
        self.attempt = attempt
        self.slot = slot
    }
}
