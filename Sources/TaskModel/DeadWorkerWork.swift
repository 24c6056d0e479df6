/// What a dead worker left in its slot, and what is known of its death.
package struct DeadWorkerWork: Equatable, Sendable {
    package var slot: String
    /// Attempts that ended before the death and were not stored yet.
    package var outcomes: [AttemptOutcome]
    /// The attempt that was executing, with the result that its death means; nil if the worker was between two tasks.
    package var executing: AttemptOutcome?

    package init(slot: String, outcomes: [AttemptOutcome], executing: AttemptOutcome?) {
        self.slot = slot
        self.outcomes = outcomes
        self.executing = executing
    }
}
