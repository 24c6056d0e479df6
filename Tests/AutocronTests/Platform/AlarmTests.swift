import Foundation
import TestSupport
import Testing

@testable import Autocron

@Suite("An alarm", .timeLimit(.minutes(1)))
struct AlarmTests {
    @Test("It rings at its time, not before, and goes on ringing until it is cleared")
    func rings() throws {
        let alarm = try Alarm()
        let began = Monotonic.now()
        alarm.set(after: 3_000_000)
        alarm.wait()
        #expect(Monotonic.now() - began >= 3_000_000)
        alarm.wait()
        alarm.clear()
        alarm.set(after: 1)
        alarm.wait()
    }

    @Test("The last time that was set counts")
    func setAnew() throws {
        let alarm = try Alarm()
        let began = Monotonic.now()
        alarm.set(after: 1)
        alarm.set(after: 5_000_000)
        alarm.wait()
        #expect(Monotonic.now() - began >= 5_000_000)
    }

    @Test("One that was cleared, whether it has rung or not, rings at its next time only")
    func cleared() throws {
        let alarm = try Alarm()
        alarm.set(after: 1)
        alarm.wait()
        alarm.clear()
        alarm.set(after: 2_000_000)
        alarm.clear()
        let began = Monotonic.now()
        alarm.set(after: 4_000_000)
        alarm.wait()
        #expect(Monotonic.now() - began >= 4_000_000)
    }

    @Test("It wakes a thread that waits already")
    func wakes() async throws {
        let alarm = try Alarm()
        async let woken: Void = onThread { alarm.wait() }
        alarm.set(after: 1_000_000)
        _ = try await woken
    }
}
