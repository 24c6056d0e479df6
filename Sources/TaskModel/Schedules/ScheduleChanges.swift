/// The changes that a new build has made.
package struct ScheduleChanges: Equatable, Sendable {
    /// Recurring functions that it no longer contains.
    package var removed: [String] = []
    /// How many of their tasks were waiting, and are parked.
    package var parked = 0

    package init(removed: [String] = [], parked: Int = 0) {
        self.removed = removed
        self.parked = parked
    }
}
