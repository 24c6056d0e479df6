import Foundation

/// The clock that every process of the machine reads alike, and that nobody sets.
package enum MonotonicTime {
    /// Nanoseconds since some moment.
    package static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
