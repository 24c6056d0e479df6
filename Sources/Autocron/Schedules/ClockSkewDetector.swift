import Platform
import TaskModel

/// Detects a clock that is behind the newest instant that has been planned.
///
/// Recurring functions then wait until the clock is past that instant, because none may have two runs for one instant.
/// The log reports it. If the clock is more than a day behind, the functions do not wait.
struct ClockSkewDetector: Equatable, Sendable {
    enum Finding: Equatable, Sendable {
        /// Functions wait for the clock.
        case behind
        /// Functions must continue from the present.
        case farBehind
    }

    /// NTP makes small corrections constantly; those up to this are ignored.
    static let ordinary = Duration.seconds(60)

    private var hasReported = false

    /// Compares the clock with a mark.
    ///
    /// - Parameters:
    ///   - now: The present.
    ///   - mark: The newest instant that any function has been run for.
    /// - Returns: nil if there is nothing to report, or nothing that was not reported before.
    mutating func check(at now: WallTime, mark: WallTime) -> Finding? {
        guard mark > now else {
            hasReported = false
            return nil
        }
        let lead = mark - now
        guard lead > Self.ordinary else { return nil }
        // This finding ends when the caller acts on it.
        guard lead <= StoredSchedule.longestSetBack else { return .farBehind }
        guard !hasReported else { return nil }
        hasReported = true
        return .behind
    }
}
