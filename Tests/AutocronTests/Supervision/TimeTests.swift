import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Instants and durations as numbers")
struct TimeTests {
    @Test(
        "Dates become microseconds, and the ends of time where they are beyond them",
        arguments: [
            (0, 0), (1.5, 1_500_000), (-1, -1_000_000), (1_700_000_000.123456, 1_700_000_000_123_456), (1e30, .max),
            (-1e30, .min), (.infinity, .max), (-.infinity, .min),
        ] as [(Double, Int64)])
    func ofDate(_ seconds: Double, _ expected: Int64) {
        #expect(WallTime(Date(timeIntervalSince1970: seconds)).microseconds == expected)
    }

    @Test("Microseconds become dates", arguments: [0, 1_500_000, -1_000_000, 1_700_000_000_000_000])
    func toDate(_ microseconds: Int64) {
        #expect(WallTime(WallTime(microseconds: microseconds).date).microseconds == microseconds)
    }

    @Test("The clocks go on")
    func clocks() {
        let (wall, monotonic) = (WallTime.now(), MonotonicTime.now())
        #expect(WallTime(Date()) - wall < .seconds(60))
        #expect(MonotonicTime.now() >= monotonic)
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
        "Durations become nanoseconds, cut to what fits",
        arguments: [
            (.zero, 0), (.milliseconds(1), 1_000_000), (.seconds(-3), -3_000_000_000), (.seconds(Int64.max), .max),
            (.seconds(Int64.min), .min),
        ] as [(Duration, Int64)])
    func nanoseconds(_ duration: Duration, _ expected: Int64) {
        #expect(duration.nanoseconds == expected)
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
        "Sums and differences stop at the ends",
        arguments: [
            (1, 2, 3), (.max, 1, .max), (.max, -1, .max - 1), (.min, -1, .min), (.min, .max, -1),
        ] as [(Int64, Int64, Int64)])
    func saturates(_ left: Int64, _ right: Int64, _ sum: Int64) {
        #expect(WallTime(microseconds: left) + .microseconds(right) == WallTime(microseconds: sum))
        #expect(MonotonicTime(nanoseconds: left) + .nanoseconds(right) == MonotonicTime(nanoseconds: sum))
        guard right != .min else { return }
        #expect(WallTime(microseconds: left) - .microseconds(-right) == WallTime(microseconds: sum))
        #expect(MonotonicTime(nanoseconds: left) - .nanoseconds(-right) == MonotonicTime(nanoseconds: sum))
        #expect(WallTime(microseconds: left) - WallTime(microseconds: -right) == .microseconds(sum))
        #expect(MonotonicTime(nanoseconds: left) - MonotonicTime(nanoseconds: -right) == .nanoseconds(sum))
    }
}
