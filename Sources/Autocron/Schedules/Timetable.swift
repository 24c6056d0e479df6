import CronSchedule
package import Platform
package import TaskModel

/// The recurring functions of this program with their next instants, kept by the host process.
///
/// The runs are decided inside the transaction that stores them, from the rows as they are then: another process may
/// have planned an instant, or a function may have been paused. The state kept here only says when to look.
package struct Timetable {
    private var entries: [ScheduleEntry]
    private var clock = ClockSkewDetector()
    /// The number of the newest change of the stored schedules that this process has read.
    private var changes: Int64 = -1
    /// The changes that this build made to the stored schedules.
    let scheduleChanges: ScheduleChanges

    /// The next instant of any function.
    package private(set) var next: WallTime?
    /// The newest instant that any function has been run for.
    private var newestMark = WallTime.distantPast

    /// The result of one call.
    package struct Fired {
        package var tasks: [NewTask] = []
        package var cancelled: [TaskID] = []
        /// A clock that was set back, and the newest instant of the functions.
        var clock: (finding: ClockSkewDetector.Finding, mark: WallTime)?

        /// Whether a run starts later than it was stored, so that the due times must be read again.
        var hasLater: Bool { tasks.contains { $0.runAt > $0.created } }
    }

    /// Updates the database to the program's functions, and reads each function's state.
    ///
    /// - Parameters:
    ///   - registry: The program's functions; `start` has refused those with an invalid rule.
    ///   - store: The database.
    ///   - build: The program's name in messages.
    ///   - now: The present.
    /// - Throws: `StoreError`.
    package init(_ registry: Registry, store: any TaskStore, build: String, now: WallTime) throws(StoreError) {
        entries = registry.recurring.compactMap { function in
            guard let spec = try? function.recurrencePolicy() else { return nil }
            return ScheduleEntry(
                name: function.name, policy: spec, identity: spec.recurrence.identity,
                options: RunOptions(function.options, overlap: spec.overlap), last: now
            )
        }
        let build = Build(
            description: build,
            schedules: entries.map { entry in
                DeclaredSchedule(
                    name: entry.name, spec: entry.identity, options: entry.options, policies: entry.policy.policies
                )
            },
            functions: Set(registry.names)
        )
        scheduleChanges = try store.synchronizeSchedules(build, now: now)
        try refresh(from: store, now: now)
    }

    // MARK: Changes by others

    /// Reads what other processes have changed: paused and resumed functions.
    ///
    /// - Parameters:
    ///   - store: The database.
    ///   - now: The present.
    /// - Throws: `StoreError`.
    package mutating func refresh(from store: any TaskStore, now: WallTime) throws(StoreError) {
        guard let found = try store.schedules(changedSince: changes) else { return }
        changes = found.change
        read(found.schedules, now: now)
    }

    private mutating func read(_ stored: [StoredSchedule], now: WallTime) {
        let byName = Dictionary(uniqueKeysWithValues: stored.map { ($0.name, $0) })
        for index in entries.indices {
            let row = byName[entries[index].name]
            entries[index].last = row?.last ?? now
            entries[index].next = row.flatMap { row in
                guard row.isInForce(as: entries[index].identity) else { return nil }
                return entries[index].policy.recurrence.next(after: row.mark(at: now).microseconds).map(WallTime.init)
            }
        }
        summarize()
    }

    /// Caches the values that are needed after every wake-up, because there may be a thousand functions.
    private mutating func summarize() {
        let inForce = entries.lazy.filter { $0.next != nil }
        next = inForce.compactMap(\.next).min()
        newestMark = inForce.map(\.last).max() ?? .distantPast
    }

    // MARK: Firing

    /// Stores the runs that are due, each instant once, even if other processes keep this schedule as well.
    ///
    /// - Parameters:
    ///   - store: The database.
    ///   - now: The present.
    /// - Returns: The runs stored.
    /// - Throws: `StoreError`; then nothing was stored, and another call retries.
    package mutating func fire(into store: any TaskStore, now: WallTime) throws(StoreError) -> Fired {
        let finding = try checkClock(store, now: now)
        guard let next, next <= now else { return Fired(clock: finding) }
        // At most one batch per transaction, so that other writers get their turn; the rest is due at the next call.
        let entries = self.entries
        let due = entries.indices.filter { entries[$0].next.map { $0 <= now } ?? false }.prefix(Self.batch)
        // Finding all missed instants takes long, and need not block other writers.
        let surveys = try survey(due, store, now: now)
        let requests = due.map { index in
            // More unfinished runs than the policy for overlap allows make no difference, plus one that may wait.
            DueSchedule(
                name: entries[index].name, spec: entries[index].identity,
                unfinishedRunLimit: min(entries[index].options.concurrency, .max - 1) + 1)
        }
        var plans = [Int: ScheduleEntry.Plan]()
        // The same holds for the runs: many functions may each make up for very many missed instants.
        let outcomes = try store.fire(Array(requests), now: now, maximumRuns: Self.mostRuns) {
            position, row, unfinished in
            let plan = entries[due[due.startIndex + position]].plan(
                surveys[position], row: row, unfinished: unfinished, now: now)
            plans[position] = plan
            return plan?.schedulePlan
        }
        var fired = Fired(clock: finding)
        let progresses = outcomes.enumerated().map { position, outcome in
            fired.tasks += outcome.runs
            fired.cancelled += outcome.cancelled
            return entries[due[due.startIndex + position]].progress(after: outcome, plans[position])
        }
        for (index, progress) in zip(due, progresses) {
            self.entries[index].last = progress.last
            self.entries[index].next = progress.next
        }
        summarize()
        return fired
    }

    /// The number of functions in one transaction.
    static let batch = 200

    /// After this many runs, the remaining functions are left for another transaction.
    static let mostRuns = 1_000

    /// Finds the due instants of some functions.
    ///
    /// - Returns: nil for functions that are not in force.
    private func survey(
        _ indices: some Sequence<Int>, _ store: any TaskStore, now: WallTime
    ) throws(StoreError) -> [RecurrencePolicy.Survey?] {
        let rows = try store.schedules(named: indices.map { entries[$0].name })
        return zip(indices, rows).map { index, row in
            guard let row, row.isInForce(as: entries[index].identity) else { return nil }
            return entries[index].policy.survey(after: row.mark(at: now).microseconds, now: now.microseconds)
        }
    }

    // MARK: The clock

    /// Whether ``fire(into:now:)`` has anything to do; called often, so it reads only a cached value.
    package func isDue(at now: WallTime) -> Bool {
        if let next, next <= now { return true }
        var clock = clock
        return clock.check(at: now, mark: newestMark) != nil
    }

    private mutating func checkClock(
        _ store: any TaskStore, now: WallTime
    ) throws(StoreError) -> (finding: ClockSkewDetector.Finding, mark: WallTime)? {
        let mark = newestMark
        guard let finding = clock.check(at: now, mark: mark) else { return nil }
        guard finding == .farBehind else { return (finding, mark) }
        let stored = try store.releaseMarks(aheadOf: now)
        read(stored, now: now)
        return (finding, mark)
    }
}

extension RecurrencePolicy {
    /// Its policies for missed and overlapping runs, for tools that inspect the database.
    fileprivate var policies: SchedulePolicies {
        SchedulePolicies(missed: missed.text, overlap: overlap.text)
    }
}

extension RunOptions {
    /// An attribute's options for each run of its function.
    init(_ options: TaskOptions, overlap: Overlap) {
        self.init(
            queue: options.queue, priority: Priority(options.priority), maxAttempts: options.maxAttempts,
            retryDelay: options.backoff.retryDelay, concurrency: Int64(overlap.concurrency)
        )
    }
}
