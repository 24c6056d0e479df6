import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Deadlines of instants")
struct DeadlineTests {
    @Test("An instant that has passed is now, however long ago", arguments: [.distantPast, -1, 0] as [WallTime])
    func passed(instant: WallTime) {
        let before = MonotonicTime.now()
        let deadline = MonotonicTime(instant)
        #expect((before...MonotonicTime.now()).contains(deadline))
    }

    @Test("A later instant is as far away as the wall clock says")
    func later() {
        let left = MonotonicTime(.now() + .seconds(5)) - .now()
        #expect((.seconds(4) ... .seconds(5)).contains(left))
    }

    @Test("However far it is, it lies in the future: in nanoseconds it may not fit", arguments: 1...100)
    func farAway(part: Int64) {
        let instant = WallTime(microseconds: .max / 100 * part)
        #expect(MonotonicTime(instant) > .now() + .seconds(365 * 86_400))
    }
}
