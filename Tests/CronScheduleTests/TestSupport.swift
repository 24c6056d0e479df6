import CronSchedule
import Foundation
import Testing

/// Reads an ISO 8601 instant with an offset, and perhaps a fraction of a second.
func instant(_ text: String) throws -> Date {
    if let date = try? Date(text, strategy: .iso8601) { return date }
    return try Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
}

/// The time zone with a name.
func zone(_ name: String) throws -> TimeZone {
    try #require(TimeZone(identifier: name))
}

extension CronExpression {
    /// The first firings after an instant.
    func firings(after start: Date, in zone: TimeZone, count: Int) -> [Date] {
        var (firings, last) = ([Date](), start)
        while firings.count < count, let next = next(after: last, in: zone) {
            firings.append(next)
            last = next
        }
        return firings
    }
}
