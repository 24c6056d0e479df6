import Platform
import TaskModel

/// The state of recurring functions that the pool's thread checks after every wake-up: the timetable, and when to read
/// it again.
struct ScheduleTimer {
    private let runtime: Runtime
    private var timetable: Timetable
    /// When to check whether another process has changed the schedules.
    private var nextRefresh: MonotonicTime

    /// The longest time between two checks: clocks are set, and a process that changes a schedule may
    /// die before it can wake this process.
    static let longestSleep = Duration.seconds(60)

    /// Updates the database to this program's functions.
    ///
    /// - Throws: `StoreError`.
    init(_ runtime: Runtime) throws(StoreError) {
        self.runtime = runtime
        timetable = try Timetable(
            runtime.registry, store: runtime.store, build: Executable.build, now: runtime.now()
        )
        nextRefresh = .now() + Self.longestSleep
        if let notice = timetable.scheduleChanges.notice {
            let removed = timetable.scheduleChanges.removed
            runtime.log(.warning, .recurringRemoved, notice, [.taskName: removed.first, .count: removed.count])
        }
    }

    /// The next instant of any function.
    var next: WallTime? { timetable.next }

    /// Another process has changed something, perhaps the schedules.
    mutating func invalidate() {
        nextRefresh = .distantPast
    }

    /// Stores the runs that are due.
    ///
    /// - Parameter now: The present.
    /// - Returns: The runs stored; nil if there was nothing to do.
    /// - Throws: `StoreError`; another call retries.
    mutating func fire(at now: WallTime) throws(StoreError) -> Timetable.Fired? {
        if nextRefresh <= .now() {
            try timetable.refresh(from: runtime.store, now: now)
            nextRefresh = .now() + Self.longestSleep
        }
        guard timetable.isDue(at: now) else { return nil }
        let fired = try timetable.fire(into: runtime.store, now: now)
        if let notice = fired.notice(at: now) { runtime.log(.warning, .clockSetBack, notice) }
        runtime.outcomes.signal(fired.cancelled)
        return fired
    }
}
