/// Whether the clock is trustworthy enough to delete old results, which cannot be undone.
///
/// A clock that has jumped forward may be wrong for a moment only: a mistyped date, a faulty time server. So it must
/// first have been consistent for an hour. A machine that has slept is recognized by the time since its start, which
/// includes the sleep.
struct ClockTrust: Equatable, Sendable {
    /// Clocks get small corrections constantly; those up to this are ignored (µs).
    static let ordinary: Int64 = 60_000_000
    /// How long a clock that has jumped must be consistent; µs.
    static let probation: Int64 = 3_600_000_000

    /// The clock's distance from the time since the machine's start; µs.
    private var distance: Int64?
    private var doubted: Doubt?

    private struct Doubt: Equatable, Sendable {
        var distance: Int64
        var since: Int64
    }

    /// The result of a look at the clock.
    enum Finding: Equatable, Sendable {
        case trusted
        /// It has jumped forward since the last look.
        case jumped(by: Int64)
        /// It jumped forward earlier.
        case onProbation
    }

    /// Looks at the clock.
    ///
    /// - Parameters:
    ///   - wall: µs since 1970.
    ///   - uptime: µs since the machine's start.
    mutating func look(wall: Int64, uptime: Int64) -> Finding {
        let present = Self.clamped(wall) - Self.clamped(uptime)
        let jump = present - (distance ?? present)
        if jump <= Self.ordinary {
            distance = present
            doubted = nil
            return .trusted
        }
        guard let doubt = doubted, (-Self.ordinary...Self.ordinary).contains(present - doubt.distance)
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
    private static func clamped(_ instant: Int64) -> Int64 {
        min(max(instant, .min / 8), .max / 8)
    }
}
