/// What a worker's leading thread does about the running attempt: a pure function of time.
///
/// All times are monotonic nanoseconds.
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
        var began: Int64
        var limit: Int64?
    }

    private struct Stop: Equatable, Sendable {
        var cancelAt: Int64
        var killAt: Int64
    }

    /// How long a cancelled attempt may continue.
    var grace: Int64
    private var attempt: Attempt?
    private var hasGivenBack = false
    /// Why the attempt was told to stop, if it was.
    private(set) var verdict = SlotVerdict.none
    private var killAt: Int64?
    private var stop: Stop?

    init(grace: Int64) {
        self.grace = grace
    }

    /// When the attempt's process is killed if nothing else happens; nil for never.
    var limit: Int64? {
        killAt ?? limitOfAttempt.map { $0.addingSaturated(grace) }
    }

    /// Stops everything: cancelled at one time, killed at another.
    ///
    /// Of two orders the earlier times count.
    mutating func stop(cancelAt: Int64, killAt: Int64) {
        let known = stop ?? Stop(cancelAt: .max, killAt: .max)
        stop = Stop(cancelAt: min(known.cancelAt, cancelAt), killAt: min(known.killAt, killAt))
    }

    /// Cancels the running attempt at a user's request.
    mutating func cancel(at now: Int64) -> Action? {
        guard attempt != nil, verdict == .none else { return nil }
        return order(.cancelled, killAt: now.addingSaturated(grace))
    }

    /// Examines the running attempt.
    ///
    /// - Parameters:
    ///   - current: The attempt, nil if none runs.
    ///   - now: The time.
    /// - Returns: The actions to take now, in order.
    mutating func look(at current: Attempt?, now: Int64) -> [Action] {
        if current != attempt { begin(current) }
        guard let attempt else { return [] }
        var actions: [Action] = []
        if !hasGivenBack, now >= attempt.began + Reservation.span {
            hasGivenBack = true
            actions.append(.giveBack)
        }
        if verdict == .none, let limit = limitOfAttempt, now >= limit {
            actions += order(.timedOut, killAt: limit.addingSaturated(grace)).map { [$0] } ?? []
        }
        if let stop, verdict == .none, now >= stop.cancelAt {
            actions += order(.interrupted, killAt: stop.killAt).map { [$0] } ?? []
        }
        if let killAt, now >= min(killAt, stop?.killAt ?? .max) { actions.append(.kill(verdict)) }
        return actions
    }

    /// When to look again, if no event comes before.
    var next: Int64? {
        guard let attempt else { return nil }
        var times: [Int64] = hasGivenBack ? [] : [attempt.began + Reservation.span]
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
    private var limitOfAttempt: Int64? {
        attempt.flatMap { attempt in attempt.limit.map { attempt.began.addingSaturated($0) } }
    }

    private mutating func begin(_ current: Attempt?) {
        attempt = current
        hasGivenBack = false
        verdict = .none
        killAt = nil
    }

    private mutating func order(_ reason: SlotVerdict, killAt time: Int64) -> Action? {
        verdict = reason
        killAt = time
        return .cancel(reason)
    }
}
