import Platform

/// Debounces housekeeping: a second after the last event, at least once a minute under load.
struct QuietPeriod: Equatable, Sendable {
    static let quiet = Duration.seconds(1)
    static let longest = Duration.seconds(60)

    private var first: MonotonicTime?
    private var last = MonotonicTime.distantPast

    /// Records an event.
    mutating func recordActivity(at now: MonotonicTime) {
        first = first ?? now
        last = now
    }

    /// When to do housekeeping, if no other event comes; nil if none has come since the last time.
    var quietAt: MonotonicTime? {
        first.map { min(last + Self.quiet, $0 + Self.longest) }
    }

    /// Whether to do housekeeping now; if so, it covers all events until now.
    mutating func takeQuiet(at now: MonotonicTime) -> Bool {
        guard let time = quietAt, now >= time else { return false }
        first = nil
        return true
    }
}
