import TaskStore

/// Notices that the clock is behind the newest instant that has been dealt with.
///
/// Recurring functions then wait until the clock is past that instant, since none may have two runs. Somebody should
/// know of it; and if the clock is more than a day behind, it is not waited for.
struct ClockWatch: Equatable, Sendable {
    enum Finding: Equatable, Sendable {
        /// Functions wait for the clock.
        case behind
        /// Functions must go on from the present.
        case farBehind
    }

    /// Clocks are put right by moments all the time, which is no news; µs.
    static let ordinary: Int64 = 60_000_000

    private var hasTold = false

    /// Compares the clock with a mark.
    ///
    /// - Parameters:
    ///   - now: µs since 1970.
    ///   - mark: the newest instant that any function has been run for; µs since 1970.
    /// - Returns: nil if there is nothing to tell, or nothing that was not told before.
    mutating func look(at now: Int64, mark: Int64) -> Finding? {
        guard mark > now else {
            hasTold = false
            return nil
        }
        let lead = mark.addingSaturated(-now)
        guard lead > Self.ordinary else { return nil }
        // This finding ends when it is acted upon.
        guard lead <= Connection.longestSetBack else { return .farBehind }
        guard !hasTold else { return nil }
        hasTold = true
        return .behind
    }
}
