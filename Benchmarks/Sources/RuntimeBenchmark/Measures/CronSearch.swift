import Autocron
import Foundation

/// `CronExpression.next`, from firing to firing; beside it the minimum, two look-ups in the zone's data.
struct CronSearch: Measure {
    let steps: Int
    private let cases: [Case]

    private struct Case {
        let id: String
        let expression: CronExpression
        let zone: TimeZone
        let title: String
        let bound: Figure.Bound?

        init(_ id: String, _ text: String, _ zone: String, atMost limit: Double? = nil) throws {
            guard let timeZone = TimeZone(identifier: zone) else { throw UnknownZone(name: zone) }
            self.id = id
            self.zone = timeZone
            expression = try CronExpression(text)
            title = "next of '\(text)', \(zone)"
            bound = limit.map { .absolute(medianAtMost: $0, tailAtMost: nil) }
        }
    }

    struct UnknownZone: Error, CustomStringConvertible {
        let name: String
        var description: String { "this machine has no time zone '\(name)'" }
    }

    init(steps: Int) throws {
        self.steps = steps
        cases = [
            try Case("every-minute-utc", "* * * * *", "UTC"),
            try Case("weekdays-utc", "30 9 * * MON-FRI", "UTC"),
            try Case("weekdays-berlin", "30 9 * * MON-FRI", "Europe/Berlin"),
            try Case("every-five-new-york", "*/5 * * * *", "America/New_York"),
            try Case("seconds-lord-howe", "*/10 * * * * *", "Australia/Lord_Howe"),
            try Case("last-weekday-apia", "0 18 LW * *", "Pacific/Apia"),
            // February 29 on a Sunday, once in 28 or 40 years: the star makes one day field narrow the other.
            try Case("leap-sunday-berlin", "0 0 29 2 */7", "Europe/Berlin", atMost: 100),
            try Case("never", "0 0 30 2 *", "Europe/Berlin", atMost: 1),
        ]
    }

    let usesDatabase = false

    var figures: [Figure] {
        cases.map { Figure(id: "next-\($0.id)", title: $0.title, unit: .microseconds, bound: $0.bound) }
    }

    func autocron(at site: Site) -> [[Double]] {
        cases.map { entry in
            time { instant in
                instant = entry.expression.next(after: instant, in: entry.zone) ?? Self.origin
                // The rarest one would soon be past the centuries that anyone plans for.
                if instant > Self.end { instant = Self.origin }
            }
        }
    }

    func bare(at site: Site) -> [[Double]] {
        cases.map { entry in
            time { instant in
                let transition = entry.zone.nextDaylightSavingTimeTransition(after: instant)
                let offset = entry.zone.secondsFromGMT(for: instant)
                instant = transition.flatMap { $0 < Self.end ? $0 : nil } ?? Self.origin + TimeInterval(offset)
            }
        }
    }

    private static let origin = Date(timeIntervalSince1970: 1_735_689_600)
    private static let end = Date(timeIntervalSince1970: 7_258_118_400)

    /// µs for one step, the mean of ten parts.
    private func time(_ step: (inout Date) -> Void) -> [Double] {
        var instant = Self.origin
        step(&instant)
        let part = max(steps / 10, 1)
        return (0..<10).map { _ in
            let began = Monotonic.now()
            for _ in 0..<part { step(&instant) }
            return Double(Monotonic.now() - began) / Double(part) / 1_000
        }
    }
}
