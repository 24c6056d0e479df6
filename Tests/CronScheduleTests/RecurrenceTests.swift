import CronSchedule
import Foundation
import Testing

/// Recurrences, and the texts that identify them.
@Suite("Recurrence") struct RecurrenceTests {
    @Test(
        "at equal distances counts from 1970",
        arguments: [
            (10, 0, 10_000_000), (10, 9_999_999, 10_000_000), (10, 10_000_000, 20_000_000), (10, -1, 0),
            (10, -10_000_001, -10_000_000), (86_400, 1_700_000_000_000_000, 1_700_006_400_000_000),
        ] as [(Int64, Int64, Int64)])
    func every(seconds: Int64, after: Int64, expected: Int64) throws {
        let recurrence = try #require(Recurrence(every: .seconds(seconds)))
        #expect(recurrence.next(after: after) == expected)
    }

    @Test("takes whole microseconds from a second on") func intervals() {
        #expect(Recurrence(every: .seconds(1)) == .every(microseconds: 1_000_000))
        #expect(Recurrence(every: .microseconds(1_000_001)) == .every(microseconds: 1_000_001))
        #expect(Recurrence(every: .milliseconds(999)) == nil)
        #expect(Recurrence(every: .seconds(-5)) == nil)
        #expect(Recurrence(every: .seconds(1) + .nanoseconds(1)) == nil)
        #expect(Recurrence(every: .seconds(Int64.max)) == nil)
        #expect(Recurrence.every(microseconds: 0).next(after: 5) == nil)
        #expect(Recurrence.every(microseconds: .max).next(after: .max) == nil)
        #expect(Recurrence.every(microseconds: 1_000_000).next(after: .max) == nil)
    }

    @Test("is read back from its identity") func identity() throws {
        let expression = try CronExpression("30 9 * * MON-FRI")
        let berlin = try Recurrence.expression(expression, zone: zone("Europe/Berlin"))
        #expect(berlin.identity == "30 9 * * 1-5 in Europe/Berlin")
        #expect(Recurrence.every(microseconds: 90_000_000).identity == "every 90000000 microseconds")
        for recurrence in [berlin, .expression(expression, zone: .gmt), .every(microseconds: 90_000_000)] {
            #expect(Recurrence(identity: recurrence.identity) == recurrence)
        }
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", "every", "every x microseconds", "every 5 seconds", "30 9 * * 1-5", "30 9 * * 1-5 in Nowhere",
            "30 9 * * MON-FRI in Europe/Berlin", "x in UTC", "every 05 microseconds",
        ])
    func notIdentity(text: String) {
        #expect(Recurrence(identity: text) == nil)
    }

    @Test("of an expression goes by the second") func expression() throws {
        let recurrence = try Recurrence.expression(CronExpression("* * * * *"), zone: .gmt)
        #expect(recurrence.next(after: 59_999_999) == 60_000_000)
        #expect(recurrence.next(after: 60_000_000) == 120_000_000)
    }
}

/// The values that say what happens to missed and overlapping runs.
@Suite("Policies") struct PolicyTests {
    @Test("for missed runs are told apart and survive coding") func missed() throws {
        let policies: [MissedRuns] = [
            .runOnce, .runOnce(within: .seconds(60)), .skip, .runAll(limit: 5), .runAll(limit: 5, within: .zero),
        ]
        #expect(Set(policies).count == policies.count)
        #expect(try JSONDecoder().decode([MissedRuns].self, from: JSONEncoder().encode(policies)) == policies)
    }

    @Test("for overlap are told apart and survive coding") func overlap() throws {
        let policies: [Overlap] = [.skip, .queueOne, .cancelPrevious, .allow(max: 1), .allow(max: 3)]
        #expect(Set(policies).count == policies.count)
        #expect(try JSONDecoder().decode([Overlap].self, from: JSONEncoder().encode(policies)) == policies)
        #expect(policies.map(\.concurrency) == [1, 1, 1, 1, 3])
    }

    @Test("say what is wrong with them when they make no sense") func misuse() {
        #expect(MissedRuns.runAll(limit: 0).problem?.contains(".runAll(limit: 0)") == true)
        #expect(MissedRuns.runAll(limit: 1, within: .seconds(-1)).problem?.contains("within: -1.0") == true)
        #expect(MissedRuns.runOnce(within: .seconds(-1)).problem?.contains("within: -1.0") == true)
        #expect(Overlap.allow(max: 0).problem?.contains(".allow(max: 0)") == true)
        let sensible: [MissedRuns] = [.runOnce, .skip, .runOnce(within: .zero), .runAll(limit: 1, within: .zero)]
        #expect(sensible.allSatisfy { $0.problem == nil })
        #expect([Overlap.skip, .queueOne, .cancelPrevious, .allow(max: 1)].allSatisfy { $0.problem == nil })
    }
}
