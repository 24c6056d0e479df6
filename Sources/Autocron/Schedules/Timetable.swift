import CronSchedule
import TaskStore

/// The recurring functions of this program with their next instants, kept by the pool's holder.
struct Timetable {
    private struct Entry {
        var function: RegisteredTask
        var rule: FiringRule
        var identity: String
        var last: Int64
        var next: Int64?
    }

    private var entries: [Entry] = []

    /// What one look at the clock brought about.
    struct Fired {
        var tasks: [NewTask] = []
        var cancelled: [NewTask.Identifier] = []
        var isCancelling = false
    }

    /// Brings the database in line with the program, and reads where each function stands.
    ///
    /// - Throws: `StoreError`.
    init(_ functions: [RegisteredTask], store: TaskStore, now: Int64) throws(StoreError) {
        let rules = functions.compactMap { function -> (RegisteredTask, FiringRule)? in
            // `start` has refused functions without a sensible rule.
            guard let rule = try? function.firingRule() else { return nil }
            return (function, rule)
        }
        let present = Dictionary(uniqueKeysWithValues: rules.map { ($0.name, $1.recurrence.identity) })
        let stored = try store.write { connection throws(StoreError) in
            try connection.adopt(schedules: present, now: now)
            return try connection.schedules()
        }
        let last = Dictionary(uniqueKeysWithValues: stored.map { ($0.name, $0.last) })
        entries = rules.map { function, rule in
            let last = last[function.name] ?? now
            return Entry(
                function: function, rule: rule, identity: rule.recurrence.identity, last: last,
                next: rule.recurrence.next(after: last)
            )
        }
    }

    /// The next instant of any function; µs since 1970.
    var next: Int64? {
        entries.lazy.compactMap(\.next).min()
    }

    /// Stores the runs that are due, each instant once, whoever else keeps this schedule.
    ///
    /// - Parameters:
    ///   - store: the database.
    ///   - now: µs since 1970.
    /// - Returns: what was stored.
    /// - Throws: `StoreError`; then nothing of it has happened, and calling again does it.
    mutating func fire(into store: TaskStore, now: Int64) throws(StoreError) -> Fired {
        let entries = self.entries
        let due = entries.indices.filter { index in entries[index].next.map { $0 <= now } ?? false }
        guard !due.isEmpty else { return Fired() }
        let (fired, plans) = try store.write { connection throws(StoreError) in
            var fired = Fired()
            var plans: [FiringPlan] = []
            for index in due { plans.append(try Self.fire(entries[index], on: connection, now: now, into: &fired)) }
            return (fired, plans)
        }
        for (index, plan) in zip(due, plans) {
            self.entries[index].last = plan.last
            self.entries[index].next = plan.wakeAt
        }
        return fired
    }

    private static func fire(
        _ entry: Entry, on connection: Connection, now: Int64, into fired: inout Fired
    ) throws(StoreError) -> FiringPlan {
        let name = entry.function.name
        let unfinished = try connection.unfinishedRuns(of: name)
        let plan = entry.rule.plan(last: entry.last, now: now, unfinished: unfinished.running + unfinished.waiting)
        // Another process that took these instants first has moved the mark; then nothing is left to do here.
        guard plan.last > entry.last,
            try connection.advance(schedule: name, rule: entry.identity, to: plan.last)
        else { return plan }
        if plan.cancelsPrevious {
            fired.cancelled += try connection.cancelRuns(of: name, now: now)
            fired.isCancelling = true
        }
        for firing in plan.firings {
            let task = newTask(entry, firing, now: now)
            if try connection.insert(task) == .stored { fired.tasks.append(task) }
        }
        return plan
    }

    private static func newTask(_ entry: Entry, _ firing: FiringPlan.Firing, now: Int64) -> NewTask {
        let options = entry.function.options
        return NewTask(
            id: TaskID.make().bytes, name: entry.function.name, arguments: Array("{}".utf8), created: now, runAt: now,
            queue: options.queue, level: options.priority.level, attempts: Int64(clamping: options.retries) + 1,
            retryDelay: options.backoff.retryDelay, scheduledAt: firing.scheduledAt, missed: Int64(firing.missedCount),
            concurrency: Int64(entry.rule.overlap.concurrency)
        )
    }
}
