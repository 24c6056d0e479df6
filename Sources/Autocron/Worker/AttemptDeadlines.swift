import Platform
import TaskModel

/// What a worker's leading thread does about the running attempt: a pure function of time.
struct AttemptDeadlines: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        /// The attempt has run for two milliseconds: tell the pool, requeue the other tasks, store the outcomes.
        case requeue
        /// Cancel the Swift task.
        case cancel(StopReason)
        /// End the process and all that it started.
        case kill(StopReason)
    }

    /// An attempt as the leader sees it: its identity, its start, and its time limit.
    struct Attempt: Equatable, Sendable {
        var id: AttemptID
        var began: MonotonicTime
        var timeout: Duration?
    }

    private struct Stop: Equatable, Sendable {
        var cancelAt: MonotonicTime
        var killAt: MonotonicTime
    }

    /// How long a cancelled attempt may continue.
    var grace: Duration
    private var attempt: Attempt?
    private var hasRequeued = false
    /// Why the attempt was told to stop, if it was.
    private(set) var stopReason = StopReason.none
    private var killAt: MonotonicTime?
    private var stop: Stop?

    init(grace: Duration) {
        self.grace = grace
    }

    /// The running attempt, if the pool was told of it.
    var reported: Attempt? { hasRequeued ? attempt : nil }

    /// When the attempt's process is killed if nothing else happens; nil for never.
    var killDeadline: MonotonicTime? {
        killAt ?? timeoutAt.map { $0 + grace }
    }

    /// Stops everything: cancelled at one time, killed at another.
    ///
    /// Of two orders the earlier times count.
    mutating func stop(cancelAt: MonotonicTime, killAt: MonotonicTime) {
        let known = stop ?? Stop(cancelAt: .distantFuture, killAt: .distantFuture)
        stop = Stop(cancelAt: min(known.cancelAt, cancelAt), killAt: min(known.killAt, killAt))
    }

    /// Cancels the running attempt at a user's request.
    mutating func cancel(at now: MonotonicTime) -> Action? {
        guard attempt != nil, stopReason == .none else { return nil }
        return order(.cancelled, killAt: now + grace)
    }

    /// Examines the running attempt.
    ///
    /// - Parameters:
    ///   - current: The attempt, nil if none runs.
    ///   - now: The time.
    /// - Returns: The actions to take now, in order.
    mutating func poll(at current: Attempt?, now: MonotonicTime) -> [Action] {
        if current != attempt { begin(current) }
        guard let attempt else { return [] }
        var actions: [Action] = []
        if !hasRequeued, now >= attempt.began + BatchSizer.slice {
            hasRequeued = true
            actions.append(.requeue)
        }
        if stopReason == .none, let timeout = timeoutAt, now >= timeout {
            actions += order(.timedOut, killAt: timeout + grace).map { [$0] } ?? []
        }
        if let stop, stopReason == .none, now >= stop.cancelAt {
            actions += order(.interrupted, killAt: stop.killAt).map { [$0] } ?? []
        }
        if let killAt, now >= min(killAt, stop?.killAt ?? .distantFuture) { actions.append(.kill(stopReason)) }
        return actions
    }

    /// When to look again, if no event comes before.
    var next: MonotonicTime? {
        guard let attempt else { return nil }
        var times: [MonotonicTime] = hasRequeued ? [] : [attempt.began + BatchSizer.slice]
        if stopReason == .none {
            if let timeout = timeoutAt { times.append(timeout) }
            if let stop { times.append(stop.cancelAt) }
        } else {
            if let killAt { times.append(killAt) }
            if let stop { times.append(stop.killAt) }
        }
        return times.min()
    }

    /// When the attempt is cancelled for exceeding its time limit.
    private var timeoutAt: MonotonicTime? {
        attempt.flatMap { attempt in attempt.timeout.map { attempt.began + $0 } }
    }

    private mutating func begin(_ current: Attempt?) {
        attempt = current
        hasRequeued = false
        stopReason = .none
        killAt = nil
    }

    private mutating func order(_ reason: StopReason, killAt time: MonotonicTime) -> Action? {
        stopReason = reason
        killAt = time
        return .cancel(reason)
    }
}
