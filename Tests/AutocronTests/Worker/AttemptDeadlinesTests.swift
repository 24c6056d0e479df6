import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("What the watching thread does about an attempt")
struct AttemptDeadlinesTests {
    static let grace: Int64 = 100
    static let span = BatchSizer.slice.nanoseconds

    /// An order to stop, and when it comes.
    struct Stop: Sendable {
        var cancelAt: Int64
        var killAt: Int64
    }

    /// An attempt that begins at 0, looked at again and again.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var limit: Int64?
        var cancelAt: Int64?
        var stop: Stop?
        /// What is done at which time; at all other times nothing is.
        var expected: [Int64: [AttemptDeadlines.Action]]
    }

    static let table = [
        Case(testDescription: "no limit", expected: [span: [.requeue]]),
        Case(
            testDescription: "a limit", limit: span * 2,
            expected: [span: [.requeue], span * 2: [.cancel(.timedOut)], span * 2 + grace: [.kill(.timedOut)]]
        ),
        Case(
            testDescription: "a limit shorter than the span", limit: 10,
            expected: [10: [.cancel(.timedOut)], 10 + grace: [.kill(.timedOut)]]
        ),
        Case(
            testDescription: "no time at all", limit: 0, expected: [0: [.cancel(.timedOut)], grace: [.kill(.timedOut)]]),
        Case(
            testDescription: "cancelled", cancelAt: 50,
            expected: [50: [.cancel(.cancelled)], 50 + grace: [.kill(.cancelled)]]
        ),
        Case(
            testDescription: "cancelled before its limit: only once, for the first reason", limit: 60, cancelAt: 50,
            expected: [50: [.cancel(.cancelled)], 50 + grace: [.kill(.cancelled)]]
        ),
        Case(
            testDescription: "stopped", stop: Stop(cancelAt: 20, killAt: 70),
            expected: [20: [.cancel(.interrupted)], 70: [.kill(.interrupted)]]
        ),
        Case(
            testDescription: "stopped at once", stop: Stop(cancelAt: 0, killAt: 0),
            expected: [0: [.cancel(.interrupted), .kill(.interrupted)]]
        ),
        Case(
            testDescription: "stopped before its limit", limit: 60, stop: Stop(cancelAt: 20, killAt: 70),
            expected: [20: [.cancel(.interrupted)], 70: [.kill(.interrupted)]]
        ),
        Case(
            testDescription: "past its limit when stopped: the earlier end counts", limit: 10,
            stop: Stop(cancelAt: 20, killAt: 70), expected: [10: [.cancel(.timedOut)], 70: [.kill(.timedOut)]]
        ),
        Case(
            testDescription: "past its limit, and a later stop", limit: 10, stop: Stop(cancelAt: 500, killAt: 900),
            expected: [10: [.cancel(.timedOut)], 10 + grace: [.kill(.timedOut)]]
        ),
        Case(
            testDescription: "cancelled, and stopped before the grace is over", cancelAt: 5,
            stop: Stop(cancelAt: 10, killAt: 30), expected: [5: [.cancel(.cancelled)], 30: [.kill(.cancelled)]]
        ),
    ]

    @Test("Each time has its actions, and no other time has any", arguments: table)
    func actions(_ entry: Case) {
        var deadlines = AttemptDeadlines(grace: .nanoseconds(Self.grace))
        let attempt = AttemptDeadlines.Attempt(
            id: AttemptID(row: 1, claimNumber: 1), began: 0, timeout: entry.limit.map { .nanoseconds($0) })
        if let stop = entry.stop { deadlines.stop(stop) }
        var done: [Int64: [AttemptDeadlines.Action]] = [:]
        for now in Self.times(entry) where !done.values.joined().contains(where: \.isKill) {
            let time = MonotonicTime(nanoseconds: now)
            var actions = deadlines.poll(at: attempt, now: time)
            if now == entry.cancelAt, let action = deadlines.cancel(at: time) { actions.append(action) }
            if !actions.isEmpty { done[now] = actions }
        }
        #expect(done == entry.expected)
    }

    @Test("Whoever sleeps until the next time that it names misses nothing", arguments: table)
    func sleepsUntilNext(_ entry: Case) {
        var deadlines = AttemptDeadlines(grace: .nanoseconds(Self.grace))
        let attempt = AttemptDeadlines.Attempt(
            id: AttemptID(row: 1, claimNumber: 1), began: 0, timeout: entry.limit.map { .nanoseconds($0) })
        if let stop = entry.stop { deadlines.stop(stop) }
        var done: [Int64: [AttemptDeadlines.Action]] = [:]
        var now: Int64 = 0
        var cancelAt = entry.cancelAt
        while !done.values.joined().contains(where: \.isKill) {
            let time = MonotonicTime(nanoseconds: now)
            var actions = deadlines.poll(at: attempt, now: time)
            if now == cancelAt {
                cancelAt = nil
                actions += deadlines.cancel(at: time).map { [$0] } ?? []
            }
            if !actions.isEmpty { done[now] = actions }
            guard let next = [deadlines.next?.nanoseconds, cancelAt].compactMap(\.self).min() else { break }
            #expect(next > now || actions.contains(where: \.isKill))
            now = next
        }
        #expect(done == entry.expected)
    }

    private static func times(_ entry: Case) -> [Int64] {
        let marks =
            [0, 10, span, span * 2, 5, 20, 30, 50, 60, 70, grace, 500, 900] + [10, 50, span * 2, 60].map { $0 + grace }
        return Set(marks.flatMap { [max(0, $0 - 1), $0, $0 + 1] }).sorted()
    }

    @Test("Without an attempt there is nothing to do and no time to wait for, stop or not")
    func noAttempt() {
        var deadlines = AttemptDeadlines(grace: .nanoseconds(1))
        #expect(deadlines.poll(at: nil, now: 0).isEmpty)
        #expect(deadlines.cancel(at: 0) == nil)
        deadlines.stop(cancelAt: 0, killAt: 0)
        #expect(deadlines.poll(at: nil, now: 5).isEmpty)
        #expect(deadlines.next == nil)
        #expect(deadlines.killDeadline == nil)
    }

    @Test("The next attempt starts afresh, also the same row's", arguments: [(2, 1), (1, 2)] as [(Int64, Int64)])
    func nextAttempt(row: Int64, claimNumber: Int64) {
        var deadlines = AttemptDeadlines(grace: .nanoseconds(10))
        let first = AttemptDeadlines.Attempt(id: AttemptID(row: 1, claimNumber: 1), began: 0, timeout: .nanoseconds(5))
        #expect(deadlines.poll(at: first, now: 5) == [.cancel(.timedOut)])
        let second = AttemptDeadlines.Attempt(
            id: AttemptID(row: row, claimNumber: claimNumber), began: 6, timeout: .nanoseconds(5))
        #expect(deadlines.poll(at: second, now: 7).isEmpty)
        #expect(deadlines.poll(at: second, now: 11) == [.cancel(.timedOut)])
    }

    @Test("A stop holds for whatever attempt comes next")
    func stopOutlivesAttempt() {
        var deadlines = AttemptDeadlines(grace: .nanoseconds(10))
        deadlines.stop(cancelAt: 100, killAt: 200)
        #expect(
            deadlines.poll(
                at: AttemptDeadlines.Attempt(id: AttemptID(row: 1, claimNumber: 1), began: 0, timeout: nil), now: 50
            ).isEmpty)
        #expect(
            deadlines.poll(
                at: AttemptDeadlines.Attempt(id: AttemptID(row: 2, claimNumber: 1), began: 99, timeout: nil), now: 100)
                == [
                    .cancel(.interrupted)
                ]
        )
    }

    @Test("Of two orders to stop, the earlier times hold", arguments: [true, false])
    func twoStops(inOrder: Bool) {
        var deadlines = AttemptDeadlines(grace: .nanoseconds(10))
        let orders: [(MonotonicTime, MonotonicTime)] = [(10, 90), (20, 30)]
        for order in inOrder ? orders : orders.reversed() { deadlines.stop(cancelAt: order.0, killAt: order.1) }
        let attempt = AttemptDeadlines.Attempt(id: AttemptID(row: 1, claimNumber: 1), began: 0, timeout: nil)
        #expect(deadlines.poll(at: attempt, now: 10) == [.cancel(.interrupted)])
        #expect(deadlines.poll(at: attempt, now: 30) == [.kill(.interrupted)])
    }

    @Test(
        "The limit that is told to the pool includes the grace, and no sum overflows",
        arguments: [
            (nil, 0, nil), (5, 10, 15), (.max, 10, .distantFuture), (.max / 2, .max / 2, .distantFuture),
            (.max, .max, .distantFuture),
        ] as [(Int64?, Int64, MonotonicTime?)])
    func limit(_ limit: Int64?, grace: Int64, expected: MonotonicTime?) {
        var deadlines = AttemptDeadlines(grace: .nanoseconds(grace))
        let began: MonotonicTime = expected == .distantFuture ? 1_000 : 0
        _ = deadlines.poll(
            at: AttemptDeadlines.Attempt(
                id: AttemptID(row: 1, claimNumber: 1), began: began, timeout: limit.map { .nanoseconds($0) }),
            now: began)
        #expect(deadlines.killDeadline == expected)
        #expect(deadlines.cancel(at: MonotonicTime(nanoseconds: .max - 1)) == .cancel(.cancelled))
    }
}

extension AttemptDeadlines {
    fileprivate mutating func stop(_ order: AttemptDeadlinesTests.Stop) {
        stop(
            cancelAt: MonotonicTime(nanoseconds: order.cancelAt), killAt: MonotonicTime(nanoseconds: order.killAt))
    }
}

extension AttemptDeadlines.Action {
    fileprivate var isKill: Bool {
        if case .kill = self { true } else { false }
    }
}
