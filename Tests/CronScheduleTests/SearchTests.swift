import CronSchedule
import Foundation
import TestSupport
import Testing

/// The search on cases worth naming.
@Suite("Search") struct SearchTests {
    @Test(
        "follows the rules when the clocks change",
        arguments: [
            ("30 2 * * *", "Europe/Berlin", "2025-03-29T12:00:00Z", ["2025-03-30T01:00:00Z", "2025-03-31T00:30:00Z"]),
            ("30 2 * * *", "Europe/Berlin", "2025-10-25T12:00:00Z", ["2025-10-26T00:30:00Z", "2025-10-27T01:30:00Z"]),
            ("30 2 * * *", "Europe/Berlin", "2025-10-26T01:10:00Z", ["2025-10-27T01:30:00Z"]),
            ("0 3 * * *", "Europe/Berlin", "2025-10-26T01:10:00Z", ["2025-10-26T02:00:00Z"]),
            ("*/30 2 * * *", "Europe/Berlin", "2025-03-30T00:00:00Z", ["2025-03-31T00:00:00Z"]),
            (
                "0,30 2 * * *", "America/New_York", "2025-03-09T05:00:00Z",
                ["2025-03-09T07:00:00Z", "2025-03-10T06:00:00Z"]
            ),
            (
                "0 2,3 * * *", "America/New_York", "2025-03-09T05:00:00Z",
                ["2025-03-09T07:00:00Z", "2025-03-10T06:00:00Z"]
            ),
            (
                "0 */2 * * *", "America/New_York", "2025-03-09T04:00:00Z",
                ["2025-03-09T05:00:00Z", "2025-03-09T08:00:00Z"]
            ),
            (
                "0 0-3 * * *", "America/New_York", "2025-11-02T03:00:00Z",
                [
                    "2025-11-02T04:00:00Z", "2025-11-02T05:00:00Z", "2025-11-02T07:00:00Z", "2025-11-02T08:00:00Z",
                ]
            ),
            (
                "0 * * * *", "America/New_York", "2025-11-02T04:30:00Z",
                ["2025-11-02T05:00:00Z", "2025-11-02T06:00:00Z"]
            ),
            ("15 2 * * *", "Australia/Lord_Howe", "2025-10-04T12:00:00Z", ["2025-10-04T15:30:00Z"]),
            ("30 2 * * *", "Australia/Lord_Howe", "2025-10-04T12:00:00Z", ["2025-10-04T15:30:00Z"]),
            (
                "45 1 * * *", "Australia/Lord_Howe", "2025-04-05T12:00:00Z",
                ["2025-04-05T14:45:00Z", "2025-04-06T15:15:00Z"]
            ),
            ("0 12 * * *", "Asia/Kathmandu", "2025-01-01T00:00:00Z", ["2025-01-01T06:15:00Z"]),
            ("5 0 1 1 *", "Asia/Kathmandu", "1985-12-31T12:00:00Z", ["1985-12-31T18:30:00Z"]),
            ("0 0 * * *", "America/Sao_Paulo", "2017-10-14T12:00:00Z", ["2017-10-15T03:00:00Z"]),
            ("* 0 15 10 *", "America/Sao_Paulo", "2017-01-01T00:00:00Z", ["2018-10-15T03:00:00Z"]),
            (
                "30 23 * * *", "America/Sao_Paulo", "2018-02-17T12:00:00Z",
                ["2018-02-18T01:30:00Z", "2018-02-19T02:30:00Z"]
            ),
            ("0 0 * * FRI", "Africa/Cairo", "2024-04-25T12:00:00Z", ["2024-04-25T22:00:00Z"]),
            ("30 23 * * *", "Asia/Pyongyang", "2018-05-04T12:00:00Z", ["2018-05-04T15:00:00Z"]),
            ("30 2 * * *", "Antarctica/Troll", "2025-03-29T12:00:00Z", ["2025-03-30T01:00:00Z"]),
            ("0 9 * * *", "Pacific/Apia", "2011-12-30T00:00:00Z", ["2011-12-30T10:00:00Z", "2011-12-30T19:00:00Z"]),
        ] as [(String, String, String, [String])]
    )
    func clockChange(source: String, zoneName: String, after: String, expected: [String]) throws {
        let expression = try CronExpression(source)
        let firings = try expression.firings(after: instant(after), in: zone(zoneName), count: expected.count)
        #expect(try firings == expected.map(instant))
    }

    @Test(
        "finds the rarest dates",
        arguments: [
            ("0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"),
            ("0 0 * 2 FRI#5", "2188-03-01T00:00:00Z", "2228-02-29T00:00:00Z"),
            ("* * * 2 MON#5", "2072-03-01T00:00:00Z", "2112-02-29T00:00:00Z"),
            ("59 59 23 31 12 *", "9998-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ]
    )
    func rare(source: String, after: String, expected: String) throws {
        #expect(try CronExpression(source).next(after: instant(after), in: .gmt) == instant(expected))
    }

    @Test("is strict to the fraction of a second") func fractions() throws {
        let expression = try CronExpression("* * * * * *")
        let second = Date(timeIntervalSinceReferenceDate: 700_000_000)
        #expect(expression.next(after: second, in: .gmt) == second + 1)
        #expect(expression.next(after: Date(timeIntervalSinceReferenceDate: 700_000_000.nextDown), in: .gmt) == second)
        #expect(
            expression.next(after: Date(timeIntervalSinceReferenceDate: 700_000_000.nextUp), in: .gmt) == second + 1)
        #expect(expression.next(afterMicroseconds: 999_999, in: .gmt) == 1_000_000)
        #expect(expression.next(afterMicroseconds: 1_000_000, in: .gmt) == 2_000_000)
        #expect(expression.next(afterMicroseconds: -1, in: .gmt) == 0)
    }

    @Test(
        "survives any date",
        arguments: [
            "* * * * * *", "30 2 * * *", "0 0 29 2 *", "0 0 1 1 *", "* * * 2 MON#5", "0 0 30 2 *", "@hourly",
        ]
    )
    func extremes(source: String) throws {
        let expression = try CronExpression(source)
        let zones = try [TimeZone.gmt, zone("Europe/Berlin"), zone("Pacific/Apia"), zone("Etc/GMT-14")]
        let limits = [
            Double.greatestFiniteMagnitude, .infinity, .nan, 9.3e12, 9.2e12, 1e13, 6.4e10, 1e300,
            .leastNonzeroMagnitude,
        ]
        let dates =
            limits.flatMap { [$0, -$0] }.map(Date.init(timeIntervalSince1970:)) + [.distantPast, .distantFuture]
        for (zone, date) in zones.flatMap({ zone in dates.map { (zone, $0) } }) {
            if let next = expression.next(after: date, in: zone) { #expect(next > date) }
        }
        for (zone, instant) in zones.flatMap({ zone in [Int64.min, .max, 0, -1].map { (zone, $0) } }) {
            if let next = expression.next(afterMicroseconds: instant, in: zone) { #expect(next > instant) }
        }
    }

    @Test("counts on through the years of distant dates") func distant() throws {
        let expression = try CronExpression("30 9 * * *")
        #expect(try expression.next(after: .distantPast, in: .gmt) == instant("0001-01-01T09:30:00Z"))
        #expect(try expression.next(after: .distantFuture, in: .gmt) == instant("4001-01-01T09:30:00Z"))
        #expect(expression.next(afterMicroseconds: .max, in: .gmt) == nil)
        #expect(expression.next(after: Date(timeIntervalSince1970: .nan), in: .gmt) == nil)
    }

    @Test("always goes forward") func increasing() throws {
        var random = SeededGenerator(seed: 6)
        for name in ["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "America/Nuuk"] {
            let zone = try zone(name)
            for _ in 0..<40 {
                let text = RandomExpression(using: &random, hasSeconds: .random(using: &random)).text
                let start = Int64.random(in: -2_000_000_000...4_000_000_000, using: &random) * 1_000_000
                try expectIncreasing(CronExpression(text), from: start, in: zone)
            }
        }
    }

    /// Checks that firings increase, and that asking from just before one gives that one.
    private func expectIncreasing(_ expression: CronExpression, from start: Int64, in zone: TimeZone) {
        var last = start
        for _ in 0..<20 {
            guard let next = expression.next(afterMicroseconds: last, in: zone) else { return }
            #expect(next > last, "\(expression) in \(zone.identifier) after \(last)")
            let again = expression.next(afterMicroseconds: next - 1, in: zone)
            #expect(again == next, "\(expression) in \(zone.identifier) after \(last)")
            last = next
        }
    }
}
