import ArgumentParser
import Foundation
import Inspection
import Platform

/// A span of time on the command line: a number and a unit, such as `90s`, `10m`, `2h`, `1d`, `1w`.
struct SpanArgument: ExpressibleByArgument, Hashable {
    let duration: Duration

    static let day = SpanArgument(duration: .seconds(86_400))

    private init(duration: Duration) {
        self.duration = duration
    }

    init?(argument: String) {
        guard let unit = argument.last, let seconds = Self.units[unit], let count = Int64(argument.dropLast()),
            count >= 0
        else { return nil }
        let (microseconds, overflow) = count.multipliedReportingOverflow(by: seconds * 1_000_000)
        guard !overflow else { return nil }
        duration = .microseconds(microseconds)
    }

    /// For the help, which names the default.
    var defaultValueDescription: String { self == .day ? "1d" : Instants.span(duration) }

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
}

/// An instant on the command line, in ISO 8601 with its offset: `2026-03-01T12:00:00Z`, `2026-03-01T13:00:00+01:00`.
struct InstantArgument: ExpressibleByArgument, Hashable {
    let instant: WallTime

    init?(argument: String) {
        let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
        guard let date = styles.lazy.compactMap({ try? $0.parse(argument) }).first,
            let microseconds = Int64(exactly: (date.timeIntervalSince1970 * 1_000_000).rounded())
        else { return nil }
        instant = WallTime(microseconds: microseconds)
    }
}
