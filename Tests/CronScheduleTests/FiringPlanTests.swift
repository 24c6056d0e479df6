import CronSchedule
import Foundation
import TestSupport
import Testing

/// What is planned for a function that is due every minute, at a moment, in seconds since 1970.
@Suite("Firing plan") struct FiringPlanTests {
    @Test("does what the policies say", arguments: PlanCase.all)
    func plan(_ example: PlanCase) throws {
        let minutes = try Recurrence.expression(CronExpression("* * * * *"), zone: .gmt)
        // A schedule in the clock's terms and one at equal distances have the same instants here.
        for recurrence in [minutes, .every(microseconds: 60_000_000)] {
            let rule = RecurrencePolicy(recurrence, missed: example.missed, overlap: example.overlap)
            let plan = rule.plan(
                last: example.last.map(microseconds), now: microseconds(example.now), unfinished: example.unfinished)
            #expect(plan == example.expected)
        }
    }

    @Test("never fires an instant twice and never goes back, whatever the clock does") func erraticClock() throws {
        var random = SeededGenerator(seed: 10)
        let rule = try RecurrencePolicy(
            .expression(CronExpression("*/10 * * * * *"), zone: zone("Europe/Berlin")),
            missed: .runAll(limit: 1000), overlap: .allow(max: 10_000))
        var plan = rule.plan(last: nil, now: 1_743_290_000_000_000, unfinished: 0)
        var (now, fired) = (plan.last, [Int64]())
        for _ in 0..<2000 {
            now += Int64.random(in: -3_600_000_000...3_700_000_000, using: &random)
            let next = rule.plan(last: plan.last, now: now, unfinished: fired.count % 2)
            #expect(next.last >= plan.last)
            fired += next.firings.map(\.scheduledAt)
            plan = next
        }
        #expect(fired == Array(Set(fired)).sorted())
        #expect(fired.count > 500)
    }

    @Test("leaves no instant out and counts each once, however often it is asked") func complete() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<200 {
            let recurrence = try Recurrence.expression(
                CronExpression(RandomExpression(using: &random).text), zone: zone("Europe/Berlin"))
            let start = Int64.random(in: 1_600_000_000...1_800_000_000, using: &random) * 1_000_000
            let end = start + Int64.random(in: 1...100_000, using: &random) * 1_000_000
            let all = instants(of: recurrence, after: start, through: end)
            let missed = all.filter { $0 < end - 1_000_000 }
            let rule = RecurrencePolicy(recurrence, missed: .runAll(limit: 7), overlap: .allow(max: 100))
            let plan = rule.plan(last: start, now: end, unfinished: 0)
            let expected = missed.suffix(7) + all.dropFirst(missed.count)
            #expect(
                plan.firings.map(\.scheduledAt) == Array(expected), "\(recurrence.identity) from \(start) to \(end)")
            #expect(plan.droppedAsMissed == max(0, missed.count - 7), "\(recurrence.identity) from \(start) to \(end)")
            #expect(plan.last == all.last ?? start)
            #expect(plan.wakeAt == recurrence.next(after: end))
        }
    }

    @Test("is quick about a year of missed seconds") func longAway() throws {
        let year = 31_536_000_000_000 as Int64
        let clock = ContinuousClock()
        let seconds = try Recurrence.expression(CronExpression("* * * * * *"), zone: zone("Europe/Berlin"))
        for recurrence in [seconds, .every(microseconds: 1_000_000)] {
            let time = clock.measure {
                let plan = RecurrencePolicy(recurrence).plan(last: 0, now: year, unfinished: 0)
                #expect(plan.firings.map(\.scheduledAt) == [year - 2_000_000])
                #expect(plan.firings.first?.missedCount == FiringPlan.largestCount)
                #expect(plan.last == year)
            }
            #expect(time < .seconds(20))
        }
    }

    @Test("finds the newest instant of a schedule that was last due long ago") func rareAndLongAgo() throws {
        let leapDays = try Recurrence.expression(CronExpression("* * * 29 2 *"), zone: zone("America/New_York"))
        let plan = try RecurrencePolicy(leapDays).plan(
            last: moment("2021-01-01T00:00:00Z"), now: moment("2025-06-01T00:00:00Z"), unfinished: 0
        )
        let newest = try moment("2024-03-01T04:59:59Z")
        #expect(plan.firings == [.init(scheduledAt: newest, missedCount: 86_400)])
        #expect(try plan.wakeAt == moment("2028-02-29T05:00:00Z"))
    }

    @Test("takes the farthest instants there are", arguments: [Int64.min, -1, 0, .max])
    func extremes(now: Int64) throws {
        let daily = try Recurrence.expression(CronExpression("0 0 1 1 *"), zone: .gmt)
        for recurrence in [daily, .every(microseconds: 31_536_000_000_000)] {
            for last in [Int64.min, 0, .max] {
                for missed in [MissedRuns.runOnce, .runOnce(within: .seconds(Int64.max)), .runAll(limit: 3), .skip] {
                    let plan = RecurrencePolicy(recurrence, missed: missed).plan(last: last, now: now, unfinished: 0)
                    #expect(plan.last >= last)
                }
            }
        }
    }

    private func instants(of recurrence: Recurrence, after start: Int64, through end: Int64) -> [Int64] {
        var (instants, last) = ([Int64](), start)
        while let next = recurrence.next(after: last), next <= end {
            instants.append(next)
            last = next
        }
        return instants
    }

    private func moment(_ text: String) throws -> Int64 {
        try microseconds(instant(text).timeIntervalSince1970)
    }
}

func microseconds(_ seconds: Double) -> Int64 {
    Int64(seconds * 1_000_000)
}
