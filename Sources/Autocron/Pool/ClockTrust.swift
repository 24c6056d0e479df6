/// Whether the clock can be believed when old results are to be deleted, which nothing brings back.
///
/// A clock that has jumped forward may be wrong for a moment only: somebody mistyped a date, a time server was mad. So it
/// must first have been right for an hour. A machine that has slept is told from that: the time since its start goes on.
struct ClockTrust: Equatable, Sendable {
    /// Clocks are put right by moments all the time; µs.
    static let ordinary: Int64 = 60_000_000
    /// How long a clock that has jumped must go on as it does; µs.
    static let probation: Int64 = 3_600_000_000

    /// The clock's distance from the time since the machine's start; µs.
    private var distance: Int64?
    private var doubted: Doubt?

    private struct Doubt: Equatable, Sendable {
        var distance: Int64
        var since: Int64
    }

    /// What a look at the clock says.
    enum Finding: Equatable, Sendable {
        case trusted
        /// It has jumped forward since the last look.
        case jumped(by: Int64)
        /// It had jumped before.
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

    /// So near to the present that differences fit.
    private static func clamped(_ instant: Int64) -> Int64 {
        min(max(instant, .min / 8), .max / 8)
    }
}
