public import CronSyntax
public import Foundation

extension CronExpression {
    /// Finds the first firing after an instant.
    ///
    /// The search asks the time zone only for its offsets, and takes no longer for a firing that is far away. The
    /// result is always a whole second. Dates too far from the present to be counted in microseconds since 1970 (some
    /// 290,000 years) are clamped to the farthest representable instant.
    ///
    /// - Parameters:
    ///   - date: The instant. A firing at exactly this instant does not count.
    ///   - zone: The time zone of the expression's wall clock.
    /// - Returns: The firing, or nil if there is none.
    public func next(after date: Date, in zone: TimeZone) -> Date? {
        guard !date.timeIntervalSinceReferenceDate.isNaN else { return nil }
        return next(afterSecond: date.wholeSecondsSince1970, in: zone)
            .map { Date(timeIntervalSince1970: TimeInterval($0)) }
    }

    /// Finds the first firing after an instant, without going through floating point.
    ///
    /// - Parameters:
    ///   - instant: The instant, in microseconds since 1970-01-01 00:00 UTC.
    ///   - zone: The time zone of the expression's wall clock.
    /// - Returns: The firing, in microseconds since 1970-01-01 00:00 UTC, or nil if there is none that can be counted.
    package func next(afterMicroseconds instant: Int64, in zone: TimeZone) -> Int64? {
        next(afterSecond: floorDivide(instant, microsecondsPerSecond), in: zone).map { $0 * microsecondsPerSecond }
    }

    /// Finds the first firing after a whole second, if it is in the range of instants that microseconds can count.
    private func next(afterSecond second: Int64, in zone: TimeZone) -> Int64? {
        guard canFire else { return nil }
        let next = FiringSearch(fields, in: FoundationZone(zone)).next(after: second)
        return next.flatMap { $0 <= latestSecond ? $0 : nil }
    }
}

/// The number of microseconds in a second.
let microsecondsPerSecond: Int64 = 1_000_000

private let latestSecond = Int64.max / microsecondsPerSecond
private let earliestSecond = Int64.min / microsecondsPerSecond

extension Date {
    /// The seconds since 1970-01-01 00:00 UTC, rounded down, and kept to those that microseconds can count.
    fileprivate var wholeSecondsSince1970: Int64 {
        // A date is stored as seconds since 2001. Rounding these, before anything is added, loses no fraction.
        let seconds = timeIntervalSinceReferenceDate.rounded(.down) + Date.timeIntervalBetween1970AndReferenceDate
        guard seconds > TimeInterval(earliestSecond) else { return earliestSecond }
        guard seconds < TimeInterval(latestSecond) else { return latestSecond }
        return Int64(seconds)
    }
}
