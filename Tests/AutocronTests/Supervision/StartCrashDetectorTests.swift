import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Workers that take long to be ready")
struct StartCrashDetectorTests {
    private let second: MonotonicTime = 0 + StartCrashDetector.startTimeout

    @Test("Nothing is looked at while no worker starts, or none takes unusually long")
    func quiet() {
        var watch = StartCrashDetector()
        #expect(watch.poll(at: [], now: 5, hasCrashed: { _ in true }).isEmpty)
        #expect(watch.next == nil)
        #expect(watch.poll(at: [(1, 10)], now: second + 9, hasCrashed: { _ in true }).isEmpty)
        #expect(watch.next == second + 10)
        #expect(watch.poll(at: [], now: second + 10, hasCrashed: { _ in true }).isEmpty)
        #expect(watch.next == nil)
    }

    @Test("Those that take long are looked at once a second, and those that have crashed are named")
    func crashed() {
        var watch = StartCrashDetector()
        var looks = 0
        let look = { (process: Int32) -> Bool in
            looks += 1
            return process == 2
        }
        let starting: [(process: Int32, since: MonotonicTime)] = [
            (1, 0), (2, 0), (3, 0 + StartCrashDetector.startTimeout / 2),
        ]
        #expect(watch.poll(at: starting, now: second, hasCrashed: look) == [2])
        #expect(looks == 2)
        #expect(watch.next == 2 * second)
        #expect(watch.poll(at: starting, now: second + 1, hasCrashed: look).isEmpty)
        #expect(looks == 2)
    }
}
