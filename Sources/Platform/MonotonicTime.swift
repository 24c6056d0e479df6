import Foundation

/// An instant of the clock that all processes of the machine share and that no user can set, in nanoseconds.
///
/// Arithmetic stops at the first and the last moment that can be counted.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// As the clocks stand now, the moment of a wall-clock instant.
    ///
    /// - Parameter instant: one that has passed gives the present.
    package init(_ instant: WallTime) {
        self = .now() + max(.zero, instant - .now())
    }

    package static let distantPast = MonotonicTime(nanoseconds: .min)
    package static let distantFuture = MonotonicTime(nanoseconds: .max)

    package static func now() -> MonotonicTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    package static func + (time: MonotonicTime, distance: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds.addingClamped(distance.nanoseconds))
    }

    package static func - (time: MonotonicTime, distance: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds.subtractingClamped(distance.nanoseconds))
    }

    package static func - (later: MonotonicTime, earlier: MonotonicTime) -> Duration {
        .nanoseconds(later.nanoseconds.subtractingClamped(earlier.nanoseconds))
    }
}
