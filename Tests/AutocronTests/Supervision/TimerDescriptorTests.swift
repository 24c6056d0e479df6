import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("An alarm", .timeLimit(.minutes(5)))
struct TimerDescriptorTests {
    @Test("It rings at its time, not before, and goes on ringing until it is cleared")
    func rings() throws {
        let alarm = try TimerDescriptor()
        let began = MonotonicTime.now()
        alarm.arm(after: .milliseconds(3))
        alarm.wait()
        #expect(MonotonicTime.now() - began >= .milliseconds(3))
        alarm.wait()
        alarm.disarm()
        alarm.arm(after: .nanoseconds(1))
        alarm.wait()
    }

    @Test("The last time that was set counts")
    func setAnew() throws {
        let alarm = try TimerDescriptor()
        let began = MonotonicTime.now()
        alarm.arm(after: .nanoseconds(1))
        alarm.arm(after: .milliseconds(5))
        alarm.wait()
        #expect(MonotonicTime.now() - began >= .milliseconds(5))
    }

    @Test("One that was cleared, whether it has rung or not, rings at its next time only")
    func cleared() throws {
        let alarm = try TimerDescriptor()
        alarm.arm(after: .nanoseconds(1))
        alarm.wait()
        alarm.disarm()
        alarm.arm(after: .milliseconds(2))
        alarm.disarm()
        let began = MonotonicTime.now()
        alarm.arm(after: .milliseconds(4))
        alarm.wait()
        #expect(MonotonicTime.now() - began >= .milliseconds(4))
    }

    @Test("It wakes a thread that waits already")
    func wakes() async throws {
        let alarm = try TimerDescriptor()
        async let woken: Void = onThread { alarm.wait() }
        alarm.arm(after: .milliseconds(1))
        _ = try await woken
    }
}
