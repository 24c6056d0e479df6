import TaskStore
import Testing

@testable import Autocron

@Suite("Deadlines of instants")
struct DeadlineTests {
    @Test("An instant that has passed is now, however long ago", arguments: [Int64.min, -1, 0])
    func passed(instant: Int64) {
        let before = Monotonic.now()
        let deadline = Monotonic.deadline(for: instant)
        #expect((before...Monotonic.now()).contains(deadline))
    }

    @Test("A later instant is as far away as the wall clock says")
    func later() {
        let left = Monotonic.deadline(for: Timestamp.now() + 5_000_000) - Monotonic.now()
        #expect((4_000_000_000...5_000_000_000).contains(left))
    }

    @Test("However far it is, it lies in the future: in nanoseconds it may not fit", arguments: 1...100)
    func farAway(part: Int64) {
        let year: Int64 = 365 * 86_400 * 1_000_000_000
        #expect(Monotonic.deadline(for: .max / 100 * part) > Monotonic.now() + year)
    }
}
