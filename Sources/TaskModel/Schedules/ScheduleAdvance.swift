package import Platform

/// What became of the instants up to a new mark.
package struct ScheduleAdvance: Equatable, Sendable {
    /// The newest instant that has been planned.
    package var last: WallTime
    /// How many got no run because no program ran, and because an earlier run had not ended.
    package var missed: Int
    package var overlapped: Int

    package init(to last: WallTime, missed: Int = 0, overlapped: Int = 0) {
        self.last = last
        self.missed = missed
        self.overlapped = overlapped
    }
}
