/// Debounces housekeeping: a second after the last event, at least once a minute under load.
///
/// All times are monotonic nanoseconds.
struct Activity: Equatable, Sendable {
    static let quiet: Int64 = 1_000_000_000
    static let longest: Int64 = 60_000_000_000

    private var first: Int64?
    private var last: Int64 = 0

    /// Records an event.
    mutating func note(at now: Int64) {
        first = first ?? now
        last = now
    }

    /// When to do housekeeping, if no other event comes; nil if none has come since the last time.
    var settlesAt: Int64? {
        first.map { min(last + Self.quiet, $0 + Self.longest) }
    }

    /// Whether to do housekeeping now; if so, it covers all events until now.
    mutating func settle(at now: Int64) -> Bool {
        guard let time = settlesAt, now >= time else { return false }
        first = nil
        return true
    }
}
