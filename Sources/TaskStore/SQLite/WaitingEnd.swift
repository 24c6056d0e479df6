import Dispatch
import Synchronization

/// A time at which all waits for a database's lock end, whatever their timeouts; set when the process must not wait any
/// more.
package final class WaitingEnd: Sendable {
    /// Nanoseconds of the system's monotonic clock.
    private let instant = Atomic<UInt64>(.max)

    /// Limits all waits from now on.
    func set(after limit: Duration) {
        let (seconds, attoseconds) = limit.components
        let (whole, overflow) = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let nanoseconds = overflow ? .max / 2 : min(whole, .max / 2) + UInt64(clamping: attoseconds / 1_000_000_000)
        instant.store(DispatchTime.now().uptimeNanoseconds &+ nanoseconds, ordering: .relaxed)
    }

    var hasCome: Bool {
        let instant = instant.load(ordering: .relaxed)
        return instant != .max && DispatchTime.now().uptimeNanoseconds >= instant
    }
}
