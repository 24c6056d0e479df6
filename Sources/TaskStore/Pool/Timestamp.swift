package import Foundation

/// Wall-clock instants as they are stored: microseconds since 1970 in UTC.
package enum Timestamp {
    package static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000 + shift
    }

    /// By how much this differs from the machine's clock, in µs: only tests make it differ.
    package static var shift: Int64 {
        #if DEBUG
        return ClockShift.now
        #else
        return 0
        #endif
    }

    /// The stored form of a date; dates beyond what fits are the last instant that does.
    package static func of(_ date: Date) -> Int64 {
        let microseconds = (date.timeIntervalSince1970 * 1_000_000).rounded()
        guard microseconds.isFinite else { return microseconds > 0 ? .max : .min }
        return Int64(exactly: microseconds) ?? (microseconds > 0 ? .max : .min)
    }

    package static func date(_ microseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }

    /// The form that messages have: `2026-07-14T10:32:05Z`.
    package static func text(_ microseconds: Int64) -> String {
        date(microseconds).formatted(.iso8601)
    }
}
