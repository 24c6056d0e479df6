import CronEnglish
package import CronSchedule
package import Foundation
package import Platform

/// What a cron expression means, and when it fires next.
package struct FiringsSnapshot: Sendable {
    package var expression: CronExpression
    package var warnings: [CronWarning]
    package var zone: TimeZone
    package var firings: [WallTime]

    package init(
        _ expression: CronExpression, warnings: [CronWarning], zone: TimeZone, after start: WallTime, count: Int
    ) {
        self.expression = expression
        self.warnings = warnings
        self.zone = zone
        firings = Recurrence.expression(expression, zone: zone).firings(after: start, count: count)
    }
}

extension Recurrence {
    /// The next instants, as far as there are any.
    package func firings(after start: WallTime, count: Int) -> [WallTime] {
        var firings: [WallTime] = []
        var last = start
        while firings.count < count, let next = next(after: last.microseconds).map(WallTime.init) {
            firings.append(next)
            last = next
        }
        return firings
    }
}

extension FiringsSnapshot: Encodable {
    private enum CodingKeys: String, CodingKey {
        case expression, words, timeZone, warnings, firings
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(expression.description, forKey: .expression)
        try container.encode(expression.english(), forKey: .words)
        try container.encode(zone.identifier, forKey: .timeZone)
        try container.encode(warnings.map(\.description), forKey: .warnings)
        try container.encode(firings, forKey: .firings)
    }
}
