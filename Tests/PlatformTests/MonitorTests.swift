import Foundation
import TestSupport
import Testing

@testable import Platform

@Suite("A value that threads share and wait for", .timeLimit(.minutes(5)))
struct MonitorTests {
    @Test("Threads that wait see each change, and each of them is woken")
    func changes() async {
        let monitor = Monitor(0)
        async let seen = withTaskGroup(of: Int.self, returning: Set<Int>.self) { group in
            for target in 1...8 {
                group.addTask {
                    (try? await onThread { monitor.wait { $0 >= target ? .proceed(target) : .sleep() } }) ?? 0
                }
            }
            return await group.reduce(into: []) { $0.insert($1) }
        }
        for _ in 1...8 { monitor.change { $0 += 1 } }
        #expect(await seen == Set(1...8))
    }

    @Test("A wait looks again at its time although nothing has changed")
    func deadline() {
        let monitor = Monitor(false)
        let deadline = Date(timeIntervalSinceNow: 0.01)
        let isOver = monitor.wait { _ in
            deadline.timeIntervalSinceNow > 0 ? .sleep(until: deadline) : .proceed(true)
        }
        #expect(isOver)
    }

    @Test("A change without a wake-up is seen at the next one")
    func quietChange() async throws {
        let monitor = Monitor(0)
        async let seen = onThread { monitor.wait { $0 == 2 ? .proceed(true) : .sleep() } }
        monitor.withLock { $0 = 2 }
        monitor.wakeAll()
        #expect(try await seen)
    }

    @Test("An error passes through, and the lock is free after it")
    func errors() {
        let monitor = Monitor(1)
        #expect(throws: CocoaError.self) { try monitor.change { _ in throw CocoaError(.fileNoSuchFile) } }
        #expect(monitor.withLock { $0 } == 1)
    }
}
