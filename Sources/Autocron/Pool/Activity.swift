/// When it is time to tidy up: a second after the last thing that happened, and once a minute where it never is quiet.
///
/// All times are monotonic nanoseconds.
struct Activity: Equatable, Sendable {
    static let quiet: Int64 = 1_000_000_000
    static let longest: Int64 = 60_000_000_000

    private var first: Int64?
    private var last: Int64 = 0

    /// Something happened.
    mutating func note(at now: Int64) {
        first = first ?? now
        last = now
    }

    /// When to tidy up, if nothing else happens; nil if nothing has happened since the last time.
    var settlesAt: Int64? {
        first.map { min(last + Self.quiet, $0 + Self.longest) }
    }

    /// Whether to tidy up now; if so, everything until now is dealt with.
    mutating func settle(at now: Int64) -> Bool {
        guard let time = settlesAt, now >= time else { return false }
        first = nil
        return true
    }
}
