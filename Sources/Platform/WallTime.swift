package import Foundation

/// An instant of the wall clock: microseconds since 1970 in UTC.
///
/// Arithmetic stops at the first and the last instant that can be counted.
package struct WallTime: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Dates beyond what can be counted are the first or the last instant that can.
    package init(_ date: Date) {
        let microseconds = (date.timeIntervalSince1970 * 1_000_000).rounded()
        self.init(microseconds: Int64(exactly: microseconds) ?? (microseconds > 0 ? .max : .min))
    }

    /// The beginning of 1970.
    package static let epoch = WallTime(microseconds: 0)
    package static let distantPast = WallTime(microseconds: .min)
    package static let distantFuture = WallTime(microseconds: .max)

    package static func now() -> WallTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000) + shift
    }

    /// By how much this differs from the machine's clock: only tests make it differ.
    package static var shift: Duration {
        #if DEBUG
        return .microseconds(ClockShift.now)
        #else
        return .zero
        #endif
    }

    package static func < (left: WallTime, right: WallTime) -> Bool {
        left.microseconds < right.microseconds
    }

    package static func + (time: WallTime, distance: Duration) -> WallTime {
        WallTime(microseconds: time.microseconds.addingClamped(distance.microseconds))
    }

    package static func - (time: WallTime, distance: Duration) -> WallTime {
        WallTime(microseconds: time.microseconds.subtractingClamped(distance.microseconds))
    }

    package static func - (later: WallTime, earlier: WallTime) -> Duration {
        .microseconds(later.microseconds.subtractingClamped(earlier.microseconds))
    }

    package var date: Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }

    /// The form that messages have: `2026-07-14T10:32:05Z`.
    package var text: String {
        date.formatted(.iso8601)
    }
}
