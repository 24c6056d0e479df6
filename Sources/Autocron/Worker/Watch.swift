import TaskStore

/// What a worker's leading thread does about the running attempt: a pure function of time.
struct Watch: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        /// The attempt has run for two milliseconds: requeue the other tasks, store the outcomes, tell the pool.
        case giveBack
        /// Cancel the Swift task.
        case cancel(SlotVerdict)
        /// End the process and all that it started.
        case kill(SlotVerdict)
    }

    /// An attempt as the leader sees it: its identity, its start, and its time limit.
    struct Attempt: Equatable, Sendable {
        var row: Int64
        var number: Int64
        var began: MonotonicTime
        var limit: Duration?
    }

    private struct Stop: Equatable, Sendable {
        var cancelAt: MonotonicTime
        var killAt: MonotonicTime
    }

    /// How long a cancelled attempt may continue.
    var grace: Duration
    private var attempt: Attempt?
    private var hasGivenBack = false
    /// Why the attempt was told to stop, if it was.
    private(set) var verdict = SlotVerdict.none
    private var killAt: MonotonicTime?
    private var stop: Stop?

    init(grace: Duration) {
        self.grace = grace
    }

    /// When the attempt's process is killed if nothing else happens; nil for never.
    var limit: MonotonicTime? {
        killAt ?? limitOfAttempt.map { $0 + grace }
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
        guard attempt != nil, verdict == .none else { return nil }
        return order(.cancelled, killAt: now + grace)
    }

    /// Examines the running attempt.
    ///
    /// - Parameters:
    ///   - current: The attempt, nil if none runs.
    ///   - now: The time.
    /// - Returns: The actions to take now, in order.
    mutating func look(at current: Attempt?, now: MonotonicTime) -> [Action] {
        if current != attempt { begin(current) }
        guard let attempt else { return [] }
        var actions: [Action] = []
        if !hasGivenBack, now >= attempt.began + Reservation.span {
            hasGivenBack = true
            actions.append(.giveBack)
        }
        if verdict == .none, let limit = limitOfAttempt, now >= limit {
            actions += order(.timedOut, killAt: limit + grace).map { [$0] } ?? []
        }
        if let stop, verdict == .none, now >= stop.cancelAt {
            actions += order(.interrupted, killAt: stop.killAt).map { [$0] } ?? []
        }
        if let killAt, now >= min(killAt, stop?.killAt ?? .distantFuture) { actions.append(.kill(verdict)) }
        return actions
    }

    /// When to look again, if no event comes before.
    var next: MonotonicTime? {
        guard let attempt else { return nil }
        var times: [MonotonicTime] = hasGivenBack ? [] : [attempt.began + Reservation.span]
        if verdict == .none {
            if let limit = limitOfAttempt { times.append(limit) }
            if let stop { times.append(stop.cancelAt) }
        } else {
            if let killAt { times.append(killAt) }
            if let stop { times.append(stop.killAt) }
        }
        return times.min()
    }

    /// When the attempt is cancelled for exceeding its time limit.
    private var limitOfAttempt: MonotonicTime? {
        attempt.flatMap { attempt in attempt.limit.map { attempt.began + $0 } }
    }

    private mutating func begin(_ current: Attempt?) {
        attempt = current
        hasGivenBack = false
        verdict = .none
        killAt = nil
    }

    private mutating func order(_ reason: SlotVerdict, killAt time: MonotonicTime) -> Action? {
        verdict = reason
        killAt = time
        return .cancel(reason)
    }
}
