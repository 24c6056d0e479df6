import TaskStore
import Testing

@testable import Autocron

@Suite("When to tidy up")
struct ActivityTests {
    private static let second = Duration.seconds(1)

    @Test("Not while nothing has happened")
    func nothing() {
        var activity = Activity()
        #expect(activity.settlesAt == nil)
        let settles = activity.settle(at: .distantFuture)
        #expect(!settles)
    }

    @Test("A second after the last thing, once")
    func quiet() {
        var activity = Activity()
        activity.note(at: 0)
        activity.note(at: 0 + Self.second / 2)
        #expect(activity.settlesAt == 0 + Self.second * 3 / 2)
        let settles = [Self.second, Self.second * 3 / 2].map { activity.settle(at: 0 + $0) }
        #expect(settles == [false, true])
        #expect(activity.settlesAt == nil)
    }

    @Test("Once a minute where something happens each half second")
    func busy() {
        var activity = Activity()
        var times: [Int64] = []
        for step in Int64(0)...300 {
            let now = MonotonicTime(nanoseconds: step * 500_000_000)
            activity.note(at: now)
            if activity.settle(at: now) { times.append(now.nanoseconds / 1_000_000_000) }
        }
        #expect(times == [60, 120])
    }
}
