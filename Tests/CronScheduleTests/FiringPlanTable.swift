import CronSchedule
import Testing

/// A moment in the life of a function that is due every minute; instants are in seconds since 1970.
struct PlanCase: Sendable, CustomTestStringConvertible {
    var title: String
    var missed = MissedRuns.runOnce
    var overlap = Overlap.skip
    var last: Double?
    var now: Double
    var unfinished = 0
    var expected: FiringPlan

    init(
        _ title: String, missed: MissedRuns = .runOnce, overlap: Overlap = .skip, last: Double?, now: Double,
        unfinished: Int = 0, fires: [(at: Double, missed: Int)] = [], cancels: Bool = false,
        droppedAsMissed: Int = 0, droppedByOverlap: Int = 0, mark: Double, wake: Double
    ) {
        (self.title, self.missed, self.overlap) = (title, missed, overlap)
        (self.last, self.now, self.unfinished) = (last, now, unfinished)
        expected = FiringPlan(
            firings: fires.map { .init(scheduledAt: microseconds($0.at), missedCount: $0.missed) },
            cancelsPrevious: cancels, droppedAsMissed: droppedAsMissed, droppedByOverlap: droppedByOverlap,
            last: microseconds(mark), wakeAt: microseconds(wake))
    }

    var testDescription: String { title }

    static let all = ordinary + missedOnce + missedAll + overlapping + clockChanges

    static let ordinary = [
        PlanCase("a new function starts from now", last: nil, now: 90, mark: 90, wake: 120),
        PlanCase("a new function ignores the instant that is now", last: nil, now: 120, mark: 120, wake: 180),
        PlanCase("nothing is due", last: 60, now: 119, mark: 60, wake: 120),
        PlanCase("on time", last: 60, now: 120, fires: [(120, 0)], mark: 120, wake: 180),
        PlanCase("a second late is on time", last: 60, now: 121, fires: [(120, 0)], mark: 120, wake: 180),
        PlanCase(
            "a second late is on time, also if what is missed is skipped", missed: .skip, last: 60, now: 121,
            fires: [(120, 0)], mark: 120, wake: 180),
        PlanCase("a bit more is missed", last: 60, now: 121.000001, fires: [(120, 1)], mark: 120, wake: 180),
        PlanCase("asked again", last: 120, now: 120.5, mark: 120, wake: 180),
    ]

    static let missedOnce = [
        PlanCase("one run for all", last: 60, now: 630, fires: [(600, 9)], mark: 600, wake: 660),
        PlanCase(
            "one run for all, and one that is on time for which there is no room", last: 60, now: 600,
            fires: [(540, 8)], droppedByOverlap: 1, mark: 600, wake: 660),
        PlanCase(
            "one run for all, and one on time", overlap: .allow(max: 2), last: 60, now: 600,
            fires: [(540, 8), (600, 0)], mark: 600, wake: 660),
        PlanCase("three days", last: 0, now: 259_230, fires: [(259_200, 4320)], mark: 259_200, wake: 259_260),
        PlanCase(
            "just not too old", missed: .runOnce(within: .seconds(30)), last: 60, now: 630,
            fires: [(600, 9)], mark: 600, wake: 660),
        PlanCase(
            "too old", missed: .runOnce(within: .seconds(29)), last: 60, now: 630,
            droppedAsMissed: 9, mark: 600, wake: 660),
        PlanCase(
            "too old, and one on time", missed: .runOnce(within: .seconds(29)), last: 60, now: 600,
            fires: [(600, 0)], droppedAsMissed: 8, mark: 600, wake: 660),
        PlanCase("skipped", missed: .skip, last: 60, now: 630, droppedAsMissed: 9, mark: 600, wake: 660),
        PlanCase(
            "skipped, and one on time", missed: .skip, last: 60, now: 600,
            fires: [(600, 0)], droppedAsMissed: 8, mark: 600, wake: 660),
    ]

    static let missedAll = [
        PlanCase(
            "all", missed: .runAll(limit: 5), last: 60, now: 210, fires: [(120, 1), (180, 1)], mark: 180, wake: 240),
        PlanCase(
            "the newest of all", missed: .runAll(limit: 2), last: 60, now: 630,
            fires: [(540, 1), (600, 1)], droppedAsMissed: 7, mark: 600, wake: 660),
        PlanCase(
            "all that are not too old", missed: .runAll(limit: 5, within: .seconds(150)), last: 60, now: 630,
            fires: [(480, 1), (540, 1), (600, 1)], droppedAsMissed: 6, mark: 600, wake: 660),
        PlanCase(
            "all are too old", missed: .runAll(limit: 5, within: .seconds(10)), last: 60, now: 630,
            droppedAsMissed: 9, mark: 600, wake: 660),
        PlanCase(
            "three days, with a limit", missed: .runAll(limit: 3), last: 0, now: 259_230,
            fires: [(259_080, 1), (259_140, 1), (259_200, 1)], droppedAsMissed: 4317, mark: 259_200, wake: 259_260),
        PlanCase(
            "all, while one has not ended", missed: .runAll(limit: 5), last: 60, now: 210, unfinished: 1,
            droppedByOverlap: 2, mark: 180, wake: 240),
        PlanCase(
            "all, while one has not ended and one may wait", missed: .runAll(limit: 5), overlap: .queueOne,
            last: 60, now: 210, unfinished: 1, fires: [(180, 1)], droppedByOverlap: 1, mark: 180, wake: 240),
        PlanCase(
            "all, each cancelling the one before", missed: .runAll(limit: 5), overlap: .cancelPrevious,
            last: 60, now: 210, unfinished: 1, fires: [(180, 1)], cancels: true, droppedByOverlap: 1, mark: 180,
            wake: 240),
        PlanCase(
            "all side by side", missed: .runAll(limit: 5), overlap: .allow(max: 2),
            last: 60, now: 330, fires: [(120, 1), (180, 1), (240, 1), (300, 1)], mark: 300, wake: 360),
    ]

    static let overlapping = [
        PlanCase("dropped", last: 60, now: 120, unfinished: 1, droppedByOverlap: 1, mark: 120, wake: 180),
        PlanCase(
            "dropped does not count as missed later", last: 120, now: 180, fires: [(180, 0)], mark: 180, wake: 240),
        PlanCase(
            "missed while the previous one ran", last: 60, now: 200, unfinished: 1,
            droppedByOverlap: 1, mark: 180, wake: 240),
        PlanCase(
            "waits", overlap: .queueOne, last: 60, now: 120, unfinished: 1, fires: [(120, 0)], mark: 120, wake: 180),
        PlanCase(
            "another one waits", overlap: .queueOne, last: 60, now: 120, unfinished: 2,
            droppedByOverlap: 1, mark: 120, wake: 180),
        PlanCase(
            "cancels", overlap: .cancelPrevious, last: 60, now: 120, unfinished: 1,
            fires: [(120, 0)], cancels: true, mark: 120, wake: 180),
        PlanCase(
            "cancels nothing when nothing is due", overlap: .cancelPrevious, last: 60, now: 100, unfinished: 1,
            mark: 60, wake: 120),
        PlanCase(
            "cancels nothing when nothing runs", overlap: .cancelPrevious, last: 60, now: 120,
            fires: [(120, 0)], mark: 120, wake: 180),
        PlanCase(
            "cancels nothing when what was missed is skipped", missed: .skip, overlap: .cancelPrevious,
            last: 60, now: 150, unfinished: 1, droppedAsMissed: 1, mark: 120, wake: 180),
        PlanCase(
            "side by side", overlap: .allow(max: 3), last: 60, now: 120, unfinished: 2,
            fires: [(120, 0)], mark: 120, wake: 180),
        PlanCase(
            "too many side by side", overlap: .allow(max: 3), last: 60, now: 120, unfinished: 3,
            droppedByOverlap: 1, mark: 120, wake: 180),
        PlanCase(
            "more than there may be", overlap: .allow(max: 3), last: 60, now: 120, unfinished: 9,
            droppedByOverlap: 1, mark: 120, wake: 180),
    ]

    static let clockChanges = [
        PlanCase("set forward a day", last: 60, now: 86_490, fires: [(86_460, 1440)], mark: 86_460, wake: 86_520),
        PlanCase("and asked again", last: 86_460, now: 86_491, mark: 86_460, wake: 86_520),
        PlanCase("set back an hour", last: 7200, now: 3600, mark: 7200, wake: 7260),
        PlanCase("on the way there again", last: 7200, now: 7199, mark: 7200, wake: 7260),
        PlanCase("there again", last: 7200, now: 7200, mark: 7200, wake: 7260),
        PlanCase("past it", last: 7200, now: 7260, fires: [(7260, 0)], mark: 7260, wake: 7320),
    ]
}
