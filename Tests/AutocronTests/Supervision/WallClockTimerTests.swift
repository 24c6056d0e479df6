import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("An alarm by the clock on the wall", .timeLimit(.minutes(5)))
struct WallClockTimerTests {
    private func hasRung(_ alarm: WallClockTimer) -> Bool {
        Poll.wait(for: [alarm.number], until: .distantPast)[0]
    }

    @Test("It rings at its instant, not before, and goes on ringing until it is cleared")
    func rings() throws {
        var alarm = try WallClockTimer()
        let instant = WallTime.now() + 3_000
        alarm.arm(at: instant)
        for _ in 0..<2 { #expect(Poll.wait(for: [alarm.number], until: nil) == [true]) }
        #expect(WallTime.now() >= instant)
        alarm.disarm()
        #expect(!hasRung(alarm))
        // The same once more is not one that is set already.
        alarm.arm(at: instant)
        #expect(hasRung(alarm))
    }

    @Test("One that has passed rings at once, whatever it is", arguments: [.distantPast, -1, 0, 1] as [WallTime])
    func past(instant: WallTime) throws {
        var alarm = try WallClockTimer()
        alarm.arm(at: instant)
        #expect(hasRung(alarm))
    }

    @Test(
        "One that never comes does not ring, and the last one counts", arguments: [nil, .distantFuture] as [WallTime?])
    func never(instant: WallTime?) throws {
        var alarm = try WallClockTimer()
        alarm.arm(at: 1)
        alarm.arm(at: instant)
        #expect(!hasRung(alarm))
    }
}
