import Foundation
import TaskStore

/// Monotonic time, which every process of the machine counts alike: nanoseconds since some moment.
enum Monotonic {
    static func now() -> Int64 {
        MonotonicTime.now()
    }

    /// Microseconds since the machine's start, in which it may have slept.
    static func sinceBoot() -> Int64 {
        #if os(Linux)
        let clock = CLOCK_BOOTTIME
        #else
        let clock = CLOCK_MONOTONIC
        #endif
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    /// The monotonic moment of a wall-clock instant, as the clocks stand now.
    ///
    /// - Parameter instant: µs since 1970; for one that has passed or is centuries away, the result is merely early.
    static func deadline(for instant: Int64) -> Int64 {
        let left = min(max(0, instant.addingSaturated(-Timestamp.now())), .max / 4_000)
        return now() + left * 1_000
    }
}

extension Duration {
    /// Microseconds, cut to what fits.
    package var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds > 0 ? .max : .min }
        let (sum, carried) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return carried ? (seconds > 0 ? .max : .min) : sum
    }

    /// Nanoseconds, cut to about 146 years, so that two of them can be added.
    var nanoseconds: Int64 {
        let limit = Int64.max / 2 / 1_000
        return min(max(microseconds, -limit), limit) * 1_000
    }

    /// Seconds in the form that people read: `0.25 s`, `30 s`.
    var inSeconds: String {
        let seconds = Double(microseconds) / 1_000_000
        return seconds == seconds.rounded() ? "\(Int64(seconds)) s" : "\(seconds) s"
    }
}

extension Int64 {
    /// Adds without overflow: the result stops at the largest number.
    package func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
