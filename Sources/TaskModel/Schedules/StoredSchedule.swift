package import Platform

/// The stored state of a recurring function, with one property for each column.
package struct StoredSchedule: Equatable, Sendable {
    package var name: String
    /// The text of its expression or interval; another text is another schedule, which starts anew.
    package var spec: String
    /// The newest instant that has been planned; ``mark(at:)`` says where to continue.
    package var last: WallTime
    /// A mark that was abandoned because the clock was far behind it; see ``ScheduleStore/releaseMarks(aheadOf:)``.
    package var ahead: WallTime?
    /// False for a function that is gone.
    package var isActive: Bool
    package var isPaused: Bool
    /// Whether everything is paused, which does not concern this function alone.
    package var isHalted: Bool
    /// The build that added, changed or removed the function.
    package var build: String
    /// How many instants got no run because no program ran, and because an earlier run had not ended.
    package var missed: Int64
    package var overlapped: Int64
    package var options: RunOptions
    package var policies: SchedulePolicies

    /// Where the function's instants continue: the newest planned one, given the present clock.
    ///
    /// - Parameter now: The present.
    package func mark(at now: WallTime) -> WallTime {
        guard let ahead, ahead <= now else { return last }
        return max(last, ahead)
    }

    package init(
        name: String, spec: String, last: WallTime, ahead: WallTime?, isActive: Bool, isPaused: Bool, isHalted: Bool,
        build: String, missed: Int64, overlapped: Int64, options: RunOptions, policies: SchedulePolicies
    ) {
        self.name = name
        self.spec = spec
        self.last = last
        self.ahead = ahead
        self.isActive = isActive
        self.isPaused = isPaused
        self.isHalted = isHalted
        self.build = build
        self.missed = missed
        self.overlapped = overlapped
        self.options = options
        self.policies = policies
    }

    /// If the clock is set back by up to this, functions wait until it has caught up.
    package static let longestSetBack = Duration.seconds(86_400)
}
