import Platform

/// Whether the clock is trustworthy enough to delete old results, which cannot be undone.
///
/// A clock that has jumped forward may be wrong for a moment only: a mistyped date, a faulty time server. So it must
/// first have been consistent for an hour. A machine that has slept is recognized by the time since its start, which
/// includes the sleep.
struct ClockTrust: Equatable, Sendable {
    /// Clocks get small corrections constantly; those up to this are ignored.
    static let ordinary = Duration.seconds(60)
    /// How long a clock that has jumped must be consistent.
    static let probation = Duration.seconds(3_600)

    /// The clock's distance from the time since the machine's start.
    private var distance: Duration?
    private var doubted: Doubt?

    private struct Doubt: Equatable, Sendable {
        var distance: Duration
        var since: Duration
    }

    /// The result of a look at the clock.
    enum Finding: Equatable, Sendable {
        case trusted
        /// It has jumped forward since the last look.
        case jumped(by: Duration)
        /// It jumped forward earlier.
        case onProbation
    }

    /// Looks at the clock.
    ///
    /// - Parameters:
    ///   - wall: the present.
    ///   - uptime: the time since the machine's start.
    mutating func check(wall: WallTime, uptime: Duration) -> Finding {
        let present = wall - .epoch - uptime
        let jump = present - (distance ?? present)
        if jump <= Self.ordinary {
            distance = present
            doubted = nil
            return .trusted
        }
        guard let doubt = doubted, present - doubt.distance <= Self.ordinary, doubt.distance - present <= Self.ordinary
        else {
            doubted = Doubt(distance: present, since: uptime)
            return .jumped(by: jump)
        }
        guard uptime - doubt.since >= Self.probation else { return .onProbation }
        distance = present
        doubted = nil
        return .trusted
    }
    /// Clamped so that differences do not overflow.
}
