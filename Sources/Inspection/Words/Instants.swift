import CronSyntax
package import Foundation
package import Platform

/// Instants and spans as text for people and programs.
package enum Instants {
    /// ISO 8601 in UTC: `2025-03-01T12:00:00.25Z`, with as many digits of a second as are needed.
    package static func iso(_ instant: WallTime) -> String {
        let (seconds, fraction) = divide(instant.microseconds, 1_000_000)
        return clock(seconds, separator: "T") + digits(fraction) + "Z"
    }

    /// The local time of a time zone, by default the machine's own: `2025-03-01 13:00:00 +01:00`.
    package static func local(_ instant: WallTime, in zone: TimeZone = .current) -> String {
        let seconds = divide(instant.microseconds, 1_000_000).quotient
        let shift = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        return clock(seconds + Int64(shift), separator: " ") + " " + offset(shift)
    }

    /// `5 s ago`, `in 3 min`.
    package static func relative(_ instant: WallTime, now: WallTime) -> String {
        let (ahead, behind) = (instant - now, now - instant)
        guard ahead < longest, behind < longest else { return instant > now ? "never" : "long ago" }
        if max(ahead, behind) < .milliseconds(500) { return "now" }
        return ahead > .zero ? "in \(span(ahead))" : "\(span(behind)) ago"
    }

    /// What a difference is that is too long to be counted.
    private static let longest = Duration.microseconds(Int64.max)

    /// `0.3 s`, `5 s`, `3 min`, `2 h`, `6 d`: the largest unit, rounded down.
    package static func span(_ duration: Duration) -> String {
        let microseconds = duration.microseconds
        let seconds = microseconds / 1_000_000
        switch seconds {
        case ..<1: return "\(Double(max(0, microseconds) / 100_000) / 10) s"
        case ..<120: return "\(seconds) s"
        case ..<7_200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3_600) h"
        case ..<63_072_000: return "\(seconds / 86_400) d"
        default: return "\(seconds / 31_536_000) y"
        }
    }

    /// Divides so that the remainder is never negative.
    private static func divide(_ number: Int64, _ divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }

    private static func clock(_ seconds: Int64, separator: String) -> String {
        let (days, rest) = divide(seconds, 86_400)
        let time = [rest / 3_600, rest / 60 % 60, rest % 60].map { padded($0, 2) }.joined(separator: ":")
        return date(days) + separator + time
    }

    private static func date(_ days: Int64) -> String {
        let date = CivilDate(dayNumber: Int(days))
        let numbers = [padded(Int64(date.year), 4), padded(Int64(date.month), 2), padded(Int64(date.day), 2)]
        return numbers.joined(separator: "-")
    }

    private static func offset(_ seconds: Int) -> String {
        let minutes = abs(seconds) / 60
        return (seconds < 0 ? "-" : "+") + padded(Int64(minutes / 60), 2) + ":" + padded(Int64(minutes % 60), 2)
    }

    private static func digits(_ fraction: Int64) -> String {
        guard fraction > 0 else { return "" }
        var text = padded(fraction, 6)
        while text.last == "0" { text.removeLast() }
        return "." + text
    }

    private static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
