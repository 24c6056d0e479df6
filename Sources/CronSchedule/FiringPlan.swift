/// What to do about a recurring function at an instant: which runs to enqueue, and when to plan again.
///
/// It is a value computed from other values. The caller enqueues the runs and stores ``last`` in one transaction, so
/// that the next plan, in any process, continues where this one ended.
package struct FiringPlan: Hashable, Sendable {
    /// A run to enqueue.
    package struct Firing: Hashable, Sendable {
        /// The instant that the run is for; a function never has two runs for one instant.
        package let scheduledAt: Int64

        /// How many missed instants the run makes up for, its own included; 0 for a run that is on time.
        ///
        /// ``FiringPlan/largestCount`` means that many or more.
        package let missedCount: Int

        package init(scheduledAt: Int64, missedCount: Int = 0) {
            self.scheduledAt = scheduledAt
            self.missedCount = missedCount
        }
    }

    /// The runs to enqueue, oldest first.
    ///
    /// No more of a function's runs may execute at the same time than ``Overlap/concurrency`` says; the others wait.
    package var firings: [Firing]

    /// Whether the function's unfinished runs are to be cancelled before the new ones start.
    package var cancelsPrevious: Bool

    /// How many missed instants get no run and are not reported to any, up to ``largestCount``.
    package var droppedAsMissed: Int

    /// How many runs were dropped because a previous one has not ended.
    package var droppedByOverlap: Int

    /// The newest instant that has been planned, the input of the next plan.
    ///
    /// It never goes back.
    package var last: Int64

    /// The next instant of the function, or nil if there is none.
    package var wakeAt: Int64?

    /// The number at which counting stops, so that a year of missed seconds costs no more than a day of them.
    package static let largestCount = 100_000

    package init(
        firings: [Firing] = [], cancelsPrevious: Bool = false, droppedAsMissed: Int = 0, droppedByOverlap: Int = 0,
        last: Int64, wakeAt: Int64?
    ) {
        self.firings = firings
        self.cancelsPrevious = cancelsPrevious
        self.droppedAsMissed = droppedAsMissed
        self.droppedByOverlap = droppedByOverlap
        self.last = last
        self.wakeAt = wakeAt
    }
}

/// A recurrence with its policies: everything that decides a function's runs.
package struct RecurrencePolicy: Hashable, Sendable {
    package var recurrence: Recurrence
    package var missed: MissedRuns
    package var overlap: Overlap
    /// The largest random delay between enqueueing a run and its earliest start; µs.
    ///
    /// It is not part of a run's identity, and plans ignore it: the caller draws the delay when it enqueues a run.
    package var jitter: Int64

    /// How late an instant may be noticed and still be on time.
    package static let tolerance: Int64 = 1_000_000

    package init(
        _ recurrence: Recurrence, missed: MissedRuns = .runOnce, overlap: Overlap = .skip, jitter: Int64 = 0
    ) {
        self.recurrence = recurrence
        self.missed = missed
        self.overlap = overlap
        self.jitter = jitter
    }

    /// Plans what to do at an instant.
    ///
    /// An instant that is noticed later than ``tolerance`` is missed: the policy for missed runs decides what becomes
    /// of it. Every other instant is due one run. Then the policy for overlap decides how many of these runs there is
    /// room for. Runs that make up for missed instants do not count as overlapping each other.
    ///
    /// After the clock was set back, nothing fires until it is past ``FiringPlan/last`` again.
    ///
    /// - Parameters:
    ///   - last: The ``FiringPlan/last`` of the plan before, or nil for a function that is new or whose recurrence has
    ///     changed. It starts from now; its past does not matter.
    ///   - now: The present instant.
    ///   - unfinished: The number of the function's runs that wait or execute.
    /// - Returns: The plan.
    package func plan(last: Int64?, now: Int64, unfinished: Int) -> FiringPlan {
        guard let last else { return FiringPlan(last: now, wakeAt: recurrence.next(after: now)) }
        return plan(survey(after: last, now: now), unfinished: unfinished)
    }

    /// The due runs of a function, before the policy for overlap is applied.
    ///
    /// Finding them takes long if many instants were missed, up to a fifth of a second; applying the policy for overlap
    /// afterward is quick.
    package struct Survey: Hashable, Sendable {
        /// The instants surveyed are after this one.
        package let mark: Int64
        fileprivate var plan: FiringPlan
        fileprivate var catchUp: [FiringPlan.Firing]
        fileprivate var onTime: [FiringPlan.Firing]
    }

    /// Finds the due runs.
    ///
    /// - Parameters:
    ///   - last: The ``FiringPlan/last`` of the plan before.
    ///   - now: The present instant.
    /// - Returns: The input of ``plan(_:unfinished:)``.
    package func survey(after last: Int64, now: Int64) -> Survey {
        var plan = FiringPlan(last: last, wakeAt: recurrence.next(after: Swift.max(now, last)))
        let onTime = instants(after: Swift.max(last, lastMissable(at: now)), through: now)
        let catchUp = catchUp(after: last, at: now, in: &plan)
        plan.last = onTime.last ?? plan.last
        return Survey(
            mark: last, plan: plan, catchUp: catchUp, onTime: onTime.map { FiringPlan.Firing(scheduledAt: $0) }
        )
    }

    /// Plans what to do about due runs.
    ///
    /// - Parameters:
    ///   - survey: The due runs.
    ///   - unfinished: The number of the function's runs that wait or execute.
    /// - Returns: The plan.
    package func plan(_ survey: Survey, unfinished: Int) -> FiringPlan {
        var plan = survey.plan
        admit(survey.catchUp, then: survey.onTime, unfinished: unfinished, in: &plan)
        return plan
    }

    /// The latest instant that counts as missed if it has no run yet.
    private func lastMissable(at now: Int64) -> Int64 {
        now.subtractingSaturating(Self.tolerance + 1)
    }

    private func instants(after start: Int64, through end: Int64) -> [Int64] {
        var (instants, last) = ([Int64](), start)
        while let next = recurrence.next(after: last), next <= end {
            instants.append(next)
            last = next
        }
        return instants
    }
}

// MARK: - Missed instants

extension RecurrencePolicy {
    /// Applies the policy for missed runs.
    ///
    /// - Parameters:
    ///   - last: The newest instant that has been planned.
    ///   - now: The present instant.
    ///   - plan: The plan, in which the newest missed instant and the number of dropped ones are recorded.
    /// - Returns: The runs that make up for the missed instants.
    private func catchUp(after last: Int64, at now: Int64, in plan: inout FiringPlan) -> [FiringPlan.Firing] {
        let end = lastMissable(at: now)
        let all = MissedInstants(recurrence, after: last, through: end)
        guard let newest = all.newest(1).last else { return [] }
        plan.last = newest
        let count = all.count
        let runs = runs(for: newest, of: count, after: last, through: end, at: now)
        plan.droppedAsMissed = Swift.max(0, count - runs.reduce(0) { $0 + $1.missedCount })
        return runs
    }

    private func runs(
        for newest: Int64, of count: Int, after last: Int64, through end: Int64, at now: Int64
    ) -> [FiringPlan.Firing] {
        switch missed.policy {
        case .skip:
            return []
        case .runOnce(let age):
            guard newest > lastTooOld(age, at: now) else { return [] }
            return [FiringPlan.Firing(scheduledAt: newest, missedCount: count)]
        case .runAll(let limit, let age):
            let start = Swift.max(last, lastTooOld(age, at: now))
            return MissedInstants(recurrence, after: start, through: end).newest(limit)
                .map { FiringPlan.Firing(scheduledAt: $0, missedCount: 1) }
        }
    }

    /// The latest instant that is older than a policy allows.
    private func lastTooOld(_ age: Duration?, at now: Int64) -> Int64 {
        guard let age else { return .min }
        return now.subtractingSaturating(age.wholeMicroseconds).subtractingSaturating(1)
    }
}

// MARK: - Overlap

extension RecurrencePolicy {
    /// Applies the policy for overlap.
    ///
    /// - Parameters:
    ///   - catchUp: The runs that make up for missed instants. An idle function takes all of them, a busy one only the
    ///     newest that it has room for.
    ///   - onTime: The runs that are on time, each of which needs room.
    ///   - unfinished: The number of runs that wait or execute.
    ///   - plan: The plan, in which the runs and the number of dropped ones are recorded.
    private func admit(
        _ catchUp: [FiringPlan.Firing], then onTime: [FiringPlan.Firing], unfinished: Int, in plan: inout FiringPlan
    ) {
        let due = catchUp + onTime
        if let capacity {
            let room = Swift.max(0, capacity - unfinished)
            plan.firings = unfinished == 0 ? catchUp : catchUp.suffix(room)
            plan.firings += onTime.prefix(Swift.max(0, room - plan.firings.count))
        } else {
            // Each run would cancel the one before, so only the newest needs to start.
            plan.firings = due.suffix(1)
            plan.cancelsPrevious = unfinished > 0 && !due.isEmpty
        }
        plan.droppedByOverlap = due.count - plan.firings.count
    }

    /// How many runs may be unfinished at the same time, or nil if a new one cancels the others.
    private var capacity: Int? {
        switch overlap.policy {
        case .skip: 1
        case .queueOne: 2
        case .cancelPrevious: nil
        case .allow(let max): max
        }
    }
}

extension Int64 {
    func subtractingSaturating(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        guard overflow else { return difference }
        return other > 0 ? .min : .max
    }
}

extension Duration {
    /// The duration in whole microseconds, rounded down, or the most that can be counted.
    fileprivate var wholeMicroseconds: Int64 {
        let (whole, overflow) = components.seconds.multipliedReportingOverflow(by: microsecondsPerSecond)
        let (sum, overflowToo) = whole.addingReportingOverflow(components.attoseconds / 1_000_000_000_000)
        return overflow || overflowToo ? .max : sum
    }
}
