import TaskStore
import Testing

@testable import Autocron

@Suite("Workers that take long to be ready")
struct StartWatchTests {
    private let second: MonotonicTime = 0 + StartWatch.patience

    @Test("Nothing is looked at while no worker starts, or none takes unusually long")
    func quiet() {
        var watch = StartWatch()
        #expect(watch.look(at: [], now: 5, hasCrashed: { _ in true }).isEmpty)
        #expect(watch.next == nil)
        #expect(watch.look(at: [(1, 10)], now: second + 9, hasCrashed: { _ in true }).isEmpty)
        #expect(watch.next == second + 10)
        #expect(watch.look(at: [], now: second + 10, hasCrashed: { _ in true }).isEmpty)
        #expect(watch.next == nil)
    }

    @Test("Those that take long are looked at once a second, and those that have crashed are named")
    func crashed() {
        var watch = StartWatch()
        var looks = 0
        let look = { (process: Int32) -> Bool in
            looks += 1
            return process == 2
        }
        let starting: [(process: Int32, since: MonotonicTime)] = [(1, 0), (2, 0), (3, 0 + StartWatch.patience / 2)]
        #expect(watch.look(at: starting, now: second, hasCrashed: look) == [2])
        #expect(looks == 2)
        #expect(watch.next == 2 * second)
        #expect(watch.look(at: starting, now: second + 1, hasCrashed: look).isEmpty)
        #expect(looks == 2)
    }
}
