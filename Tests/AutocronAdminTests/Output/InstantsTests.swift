import Foundation
import InspectionModel
import Platform
import TaskModel
import TestSupport
import Testing

@testable import AdminCommands
@testable import Inspection

@Suite("Instants and spans as text")
struct InstantsTests {
    @Test(
        "ISO 8601",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (250_000, "1970-01-01T00:00:00.25Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (1_709_210_096_000_001, "2024-02-29T12:34:56.000001Z"), (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00Z"), (Int64.max, "294247-01-10T04:00:54.775807Z"),
        ] as [(Int64, String)]
    )
    func iso(instant: Int64, text: String) {
        #expect(Instants.iso(WallTime(microseconds: instant)) == text)
    }

    @Test("Days of eight centuries agree with Foundation")
    func calendar() {
        let style = Date.ISO8601FormatStyle()
        for day in stride(from: Int64(-135_140), to: 146_097, by: 13) {
            #expect(
                Instants.iso(WallTime(microseconds: day * 86_400_000_000))
                    == Date(timeIntervalSince1970: Double(day * 86_400)).formatted(style)
            )
        }
    }

    @Test("A zone's own time")
    func local() throws {
        let zone = try #require(TimeZone(identifier: "America/St_Johns"))
        #expect(Instants.local(1_709_210_096_000_000, in: zone) == "2024-02-29 09:04:56 -03:30")
    }

    @Test(
        "Relative times",
        arguments: [
            (0, "now"), (400_000, "now"), (-700_000, "0.7 s ago"), (5_000_000, "in 5 s"), (-119_000_000, "119 s ago"),
            (-180_000_000, "3 min ago"), (7_200_000_000, "in 2 h"), (-172_800_000_000, "2 d ago"),
            (-94_608_000_000_000, "3 y ago"),
        ] as [(Int64, String)]
    )
    func relative(distance: Int64, text: String) {
        #expect(
            Instants.relative(WallTime(microseconds: 1_700_000_000_000_000) + distance, now: 1_700_000_000_000_000)
                == text)
    }

    @Test("Instants that no clock shows")
    func extremes() {
        #expect(Instants.relative(.distantFuture, now: -1) == "never")
        #expect(Instants.relative(.distantPast, now: 1) == "long ago")
    }

    @Test(
        "Spans on the command line",
        arguments: [
            ("90s", 90_000_000), ("10m", 600_000_000), ("2h", 7_200_000_000), ("1d", 86_400_000_000),
            ("1w", 604_800_000_000), ("0s", 0), ("", nil), ("5", nil), ("-1s", nil), ("1.5h", nil), ("s", nil),
            ("99999999999999w", nil), ("1 h", nil),
        ] as [(String, Int64?)]
    )
    func spans(text: String, microseconds: Int64?) {
        #expect(SpanArgument(argument: text)?.duration.microseconds == microseconds)
    }

    @Test(
        "Instants on the command line",
        arguments: [
            ("1970-01-01T00:00:01Z", 1_000_000), ("1970-01-01T01:00:00+01:00", 0),
            ("1970-01-01T00:00:00.250Z", 250_000), ("tomorrow", nil), ("1970-01-01", nil),
        ] as [(String, Int64?)]
    )
    func instants(text: String, microseconds: Int64?) {
        #expect(InstantArgument(argument: text)?.instant.microseconds == microseconds)
    }

    @Test(
        "Sizes",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (1_540_000, "1.5 MB"), (167_000_000, "167 MB"),
            (999_600, "1.0 MB"), (83_000_000_000, "83.0 GB"),
        ] as [(Int64, String)]
    )
    func sizes(bytes: Int64, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }
}
