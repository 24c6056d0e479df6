#if PostgreSQL
import Platform
import Synchronization

/// A time at which all waits for a server end, whatever their timeouts; set when the process must not wait any more.
final class WaitingEnd: Sendable {
    /// Monotonic nanoseconds.
    private let instant = Atomic<Int64>(.max)
    /// What a wait may take even then: a healthy server answers in this time, and every statement waits for it.
    private static let grace: Duration = .milliseconds(200)

    /// Limits all waits from now on.
    func set(after timeout: Duration) {
        instant.store((MonotonicTime.now() + timeout).nanoseconds, ordering: .relaxed)
    }

    var isSet: Bool { instant.load(ordering: .relaxed) != .max }

    var hasCome: Bool { isSet && .now() >= MonotonicTime(nanoseconds: instant.load(ordering: .relaxed)) }

    /// How long a wait that begins now may take.
    ///
    /// - Parameter timeout: How long it may take otherwise.
    func limit(_ timeout: Duration) -> Duration {
        guard isSet else { return timeout }
        let left = MonotonicTime(nanoseconds: instant.load(ordering: .relaxed)) - .now()
        return min(timeout, max(left, Self.grace))
    }
}
#endif
