import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Whether the clock can be believed when results are to be deleted")
struct ClockTrustTests {
    private static let start = WallTime.epoch + .seconds(50 * 31_536_000)
    private var trust = ClockTrust()

    /// Looks at so many seconds after the start, while the clock is wrong by so many.
    private mutating func look(at seconds: Int64, wrongBy error: Int64 = 0) -> ClockTrust.Finding {
        trust.check(wall: Self.start + .seconds(seconds + error), uptime: .seconds(seconds))
    }

    @Test("A clock that goes on is, also when it is put right by moments, or set back")
    mutating func ordinary() {
        #expect(look(at: 10) == .trusted)
        #expect(look(at: 1_000, wrongBy: 50) == .trusted)
        #expect(look(at: 2_000, wrongBy: 100) == .trusted)
        #expect(look(at: 3_000, wrongBy: -7_000) == .trusted)
    }

    @Test("One that has jumped forward is not, for as long as it may be set back")
    mutating func jump() {
        #expect(look(at: 10) == .trusted)
        #expect(look(at: 20, wrongBy: 86_400) == .jumped(by: .seconds(86_400)))
        #expect(look(at: 30, wrongBy: 86_400) == .onProbation)
        #expect(look(at: 40, wrongBy: 0) == .trusted)
        #expect(look(at: 50, wrongBy: 86_400) == .jumped(by: .seconds(86_400)))
    }

    @Test("After an hour it is, unless it has jumped again meanwhile")
    mutating func probation() {
        #expect(look(at: 10) == .trusted)
        #expect(look(at: 20, wrongBy: 86_400) == .jumped(by: .seconds(86_400)))
        #expect(look(at: 2_000, wrongBy: 90_000) == .jumped(by: .seconds(90_000)))
        #expect(look(at: 3_700, wrongBy: 90_000) == .onProbation)
        #expect(look(at: 5_600, wrongBy: 90_000) == .trusted)
        #expect(look(at: 5_610, wrongBy: 90_000) == .trusted)
    }

    @Test("Clocks at their extremes do not trap")
    mutating func extremes() {
        for wall in [.distantPast, -1, 0, .distantFuture] as [WallTime] {
            for uptime in [.zero, .microseconds(1), .microseconds(Int64.max)] as [Duration] {
                _ = trust.check(wall: wall, uptime: uptime)
            }
        }
    }
}
