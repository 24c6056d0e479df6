import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("When to tidy up")
struct QuietPeriodTests {
    private static let second = Duration.seconds(1)

    @Test("Not while nothing has happened")
    func nothing() {
        var activity = QuietPeriod()
        #expect(activity.quietAt == nil)
        let settles = activity.takeQuiet(at: .distantFuture)
        #expect(!settles)
    }

    @Test("A second after the last thing, once")
    func quiet() {
        var activity = QuietPeriod()
        activity.recordActivity(at: 0)
        activity.recordActivity(at: 0 + Self.second / 2)
        #expect(activity.quietAt == 0 + Self.second * 3 / 2)
        let settles = [Self.second, Self.second * 3 / 2].map { activity.takeQuiet(at: 0 + $0) }
        #expect(settles == [false, true])
        #expect(activity.quietAt == nil)
    }

    @Test("Once a minute where something happens each half second")
    func busy() {
        var activity = QuietPeriod()
        var times: [Int64] = []
        for step in Int64(0)...300 {
            let now = MonotonicTime(nanoseconds: step * 500_000_000)
            activity.recordActivity(at: now)
            if activity.takeQuiet(at: now) { times.append(now.nanoseconds / 1_000_000_000) }
        }
        #expect(times == [60, 120])
    }
}
