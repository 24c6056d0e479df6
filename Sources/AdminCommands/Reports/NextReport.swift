import CronEnglish
import CronSchedule
import Foundation
import Platform

/// The output of `next`.
struct NextReport {
    var expression: CronExpression
    var warnings: [CronWarning]
    var zone: TimeZone
    var firings: [WallTime]
    var now: WallTime

    init(
        expression: CronExpression, warnings: [CronWarning], zone: TimeZone, after: WallTime, count: Int, now: WallTime
    ) {
        self.expression = expression
        self.warnings = warnings
        self.zone = zone
        self.now = now
        let recurrence = Recurrence.expression(expression, zone: zone)
        firings = []
        var last = after
        while firings.count < count, let next = recurrence.next(after: last.microseconds).map(WallTime.init) {
            firings.append(next)
            last = next
        }
    }

    var json: JSON {
        .object([
            "expression": .text(expression.description), "words": .text(expression.english()),
            "time_zone": .text(zone.identifier), "warnings": .list(warnings.map { .text($0.description) }),
            "firings": .list(firings.map { .instant($0) }),
        ])
    }

    func lines(on output: OutputStyle) -> [String] {
        let times = firings.map { instant in
            "\(Instants.local(instant, in: zone))  \(output.styled(Instants.relative(instant, now: now), .dim))"
        }
        return [output.styled(expression.english(in: zone.identifier), .heading)]
            + warnings.map { output.styled("warning: \($0.description)", .warning) } + times
    }
}
