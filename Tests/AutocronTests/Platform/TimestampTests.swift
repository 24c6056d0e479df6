import Foundation
import TaskStore
import TestSupport
import Testing

@testable import Autocron

@Suite("Instants and durations as numbers")
struct TimestampTests {
    @Test(
        "Dates become microseconds, and the ends of time where they are beyond them",
        arguments: [
            (0, 0), (1.5, 1_500_000), (-1, -1_000_000), (1_700_000_000.123456, 1_700_000_000_123_456), (1e30, .max),
            (-1e30, .min), (.infinity, .max), (-.infinity, .min),
        ] as [(Double, Int64)])
    func ofDate(_ seconds: Double, _ expected: Int64) {
        #expect(Timestamp.of(Date(timeIntervalSince1970: seconds)) == expected)
    }

    @Test("Microseconds become dates", arguments: [0, 1_500_000, -1_000_000, 1_700_000_000_000_000])
    func toDate(_ microseconds: Int64) {
        #expect(Timestamp.of(Timestamp.date(microseconds)) == microseconds)
    }

    @Test("The clocks go on")
    func clocks() {
        let (wall, monotonic) = (Timestamp.now(), Monotonic.now())
        #expect(Timestamp.of(Date()) - wall < 60_000_000)
        #expect(Monotonic.now() >= monotonic)
    }

    @Test(
        "Durations become microseconds, cut to what fits",
        arguments: [
            (.zero, 0), (.nanoseconds(999), 0), (.nanoseconds(-999), 0), (.microseconds(-1), -1),
            (.milliseconds(1_500), 1_500_000),
            (.seconds(-2.5), -2_500_000), (.seconds(9_223_372_036_854), 9_223_372_036_854_000_000),
            (.seconds(9_223_372_036_855), .max), (.seconds(-9_223_372_036_855), .min), (.seconds(Int64.max), .max),
            (.seconds(Int64.min), .min),
            (Duration(secondsComponent: 9_223_372_036_854, attosecondsComponent: 900_000_000_000_000_000), .max),
        ] as [(Duration, Int64)])
    func microseconds(_ duration: Duration, _ expected: Int64) {
        #expect(duration.microseconds == expected)
    }

    @Test(
        "Durations become nanoseconds of which two can be added",
        arguments: [
            .zero, .milliseconds(1), .seconds(-3), .seconds(Int64.max), .seconds(Int64.min),
        ] as [Duration])
    func nanoseconds(_ duration: Duration) {
        let number = duration.nanoseconds
        #expect(!number.addingReportingOverflow(number).overflow)
        if abs(number) < 1 << 60 { #expect(.nanoseconds(number) == duration) }
    }

    @Test(
        "People read seconds",
        arguments: [
            (.milliseconds(250), "0.25 s"), (.seconds(30), "30 s"), (.zero, "0 s"), (.seconds(-1.5), "-1.5 s"),
        ] as [(Duration, String)])
    func inSeconds(_ duration: Duration, _ text: String) {
        #expect(duration.inSeconds == text)
        #expect(!Duration.seconds(Int64.max).inSeconds.isEmpty)
    }

    @Test(
        "Sums stop at the ends",
        arguments: [
            (1, 2, 3), (.max, 1, .max), (.max, -1, .max - 1), (.min, -1, .min), (.min, .max, -1),
        ] as [(Int64, Int64, Int64)])
    func saturates(_ left: Int64, _ right: Int64, _ sum: Int64) {
        #expect(left.addingSaturated(right) == sum)
    }
}
