package import CronSyntax
package import Foundation

/// When a function recurs: at the instants of an expression in a time zone, or at equal distances.
///
/// All instants here are whole microseconds since 1970-01-01 00:00 UTC.
package enum Recurrence: Hashable, Sendable {
    case expression(CronExpression, zone: TimeZone)

    /// The multiples of a duration, counted from 1970, of at least ``shortestInterval``.
    ///
    /// A fixed origin makes restarts and several processes agree on the instants without communicating.
    case every(microseconds: Int64)

    /// The shortest duration between two instants.
    package static let shortestInterval = Duration.seconds(1)

    /// Creates a recurrence at equal distances.
    ///
    /// - Parameter interval: The distance, at least a second and a whole number of microseconds.
    /// - Returns: nil if the distance is shorter, finer, or too long to be counted.
    package init?(every interval: Duration) {
        let (seconds, attoseconds) = interval.components
        let (fraction, finer) = attoseconds.quotientAndRemainder(dividingBy: attosecondsPerMicrosecond)
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: microsecondsPerSecond)
        let (microseconds, overflowsToo) = whole.addingReportingOverflow(fraction)
        guard interval >= Self.shortestInterval, finer == 0, !overflows, !overflowsToo else { return nil }
        self = .every(microseconds: microseconds)
    }

    /// Finds the first instant after another.
    ///
    /// - Parameter instant: The other instant.
    /// - Returns: The instant, or nil if there is none that can be counted.
    package func next(after instant: Int64) -> Int64? {
        switch self {
        case .expression(let expression, let zone):
            return expression.next(afterMicroseconds: instant, in: zone)
        case .every(let interval):
            guard interval >= microsecondsPerSecond else { return nil }
            let (next, overflow) = floorDivide(instant, interval).addingReportingOverflow(1)
            let (result, tooLate) = next.multipliedReportingOverflow(by: interval)
            return overflow || tooLate ? nil : result
        }
    }
}

private let attosecondsPerMicrosecond: Int64 = 1_000_000_000_000

// MARK: - Identity

extension Recurrence {
    /// The recurrence as a text, like `30 9 * * 1-5 in Europe/Berlin` or `every 90000000 microseconds`.
    ///
    /// Equal recurrences have the same text. It is stored beside the last instant, and shows whether that instant is
    /// still valid: a function whose recurrence has changed starts anew.
    package var identity: String {
        switch self {
        case .expression(let expression, let zone): "\(expression) in \(zone.identifier)"
        case .every(let interval): "every \(interval) microseconds"
        }
    }

    /// Parses a recurrence from its text.
    ///
    /// - Parameter identity: The value of ``identity``.
    /// - Returns: nil if it is anything else, or names a zone that this machine does not know.
    package init?(identity: String) {
        let words = identity.split(separator: " ")
        if words.count == 3, words[0] == "every", let interval = Int64(words[1]) {
            self = .every(microseconds: interval)
        } else {
            let parts = identity.components(separatedBy: " in ")
            guard parts.count == 2, let expression = try? CronExpression(parts[0]),
                let zone = TimeZone(identifier: parts[1])
            else { return nil }
            self = .expression(expression, zone: zone)
        }
        guard self.identity == identity else { return nil }
    }
}
