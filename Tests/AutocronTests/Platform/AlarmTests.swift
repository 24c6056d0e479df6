import Foundation
import TaskStore
import TestSupport
import Testing

@testable import Autocron

@Suite("An alarm", .timeLimit(.minutes(1)))
struct AlarmTests {
    @Test("It rings at its time, not before, and goes on ringing until it is cleared")
    func rings() throws {
        let alarm = try Alarm()
        let began = MonotonicTime.now()
        alarm.set(after: .milliseconds(3))
        alarm.wait()
        #expect(MonotonicTime.now() - began >= .milliseconds(3))
        alarm.wait()
        alarm.clear()
        alarm.set(after: .nanoseconds(1))
        alarm.wait()
    }

    @Test("The last time that was set counts")
    func setAnew() throws {
        let alarm = try Alarm()
        let began = MonotonicTime.now()
        alarm.set(after: .nanoseconds(1))
        alarm.set(after: .milliseconds(5))
        alarm.wait()
        #expect(MonotonicTime.now() - began >= .milliseconds(5))
    }

    @Test("One that was cleared, whether it has rung or not, rings at its next time only")
    func cleared() throws {
        let alarm = try Alarm()
        alarm.set(after: .nanoseconds(1))
        alarm.wait()
        alarm.clear()
        alarm.set(after: .milliseconds(2))
        alarm.clear()
        let began = MonotonicTime.now()
        alarm.set(after: .milliseconds(4))
        alarm.wait()
        #expect(MonotonicTime.now() - began >= .milliseconds(4))
    }

    @Test("It wakes a thread that waits already")
    func wakes() async throws {
        let alarm = try Alarm()
        async let woken: Void = onThread { alarm.wait() }
        alarm.set(after: .milliseconds(1))
        _ = try await woken
    }
}
