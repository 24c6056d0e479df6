import Testing

@testable import Autocron

@Suite("When to tidy up")
struct ActivityTests {
    private static let second: Int64 = 1_000_000_000

    @Test("Not while nothing has happened")
    func nothing() {
        var activity = Activity()
        #expect(activity.settlesAt == nil)
        let settles = activity.settle(at: .max)
        #expect(!settles)
    }

    @Test("A second after the last thing, once")
    func quiet() {
        var activity = Activity()
        activity.note(at: 0)
        activity.note(at: Self.second / 2)
        #expect(activity.settlesAt == Self.second * 3 / 2)
        let settles = [Self.second, Self.second * 3 / 2].map { activity.settle(at: $0) }
        #expect(settles == [false, true])
        #expect(activity.settlesAt == nil)
    }

    @Test("Once a minute where something happens each half second")
    func busy() {
        var activity = Activity()
        var times: [Int64] = []
        for step in Int64(0)...300 {
            let now = step * Self.second / 2
            activity.note(at: now)
            if activity.settle(at: now) { times.append(now / Self.second) }
        }
        #expect(times == [60, 120])
    }
}
