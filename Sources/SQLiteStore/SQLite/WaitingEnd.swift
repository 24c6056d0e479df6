import Platform
import Synchronization

/// A time at which all waits for a database's lock end, whatever their timeouts; set when the process must not wait any
/// more.
package final class WaitingEnd: Sendable {
    /// Monotonic nanoseconds.
    private let instant = Atomic<Int64>(.max)

    /// Limits all waits from now on.
    func set(after timeout: Duration) {
        instant.store((MonotonicTime.now() + timeout).nanoseconds, ordering: .relaxed)
    }

    var hasCome: Bool {
        let instant = MonotonicTime(nanoseconds: instant.load(ordering: .relaxed))
        return instant != .distantFuture && .now() >= instant
    }
}
