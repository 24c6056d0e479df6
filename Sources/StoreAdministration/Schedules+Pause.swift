package import TaskStore

// What people do to a recurring function while the program runs. Whoever calls these wakes the pool after the commit.

extension Connection {
    /// Stops a recurring function from being run at its instants.
    ///
    /// A run that waits or executes goes on, and ``runNow(schedule:now:)`` still stores one. It holds over restarts,
    /// over a changed rule, and while the function is gone.
    ///
    /// - Parameter name: the function.
    /// - Returns: false if it never was a recurring function.
    /// - Throws: `StoreError`.
    package func pause(schedule name: String) throws(StoreError) -> Bool {
        try statement(
            """
            UPDATE autocron_schedules SET paused = 1, changed = (SELECT max(changed) + 1 FROM autocron_schedules) \
            WHERE name = ?1
            """
        ).run(.text(name))
        return changes > 0
    }

    /// Lets a paused function recur again, from now on: the instants that have passed meanwhile are not missed.
    ///
    /// - Parameters:
    ///   - name: the function; nothing happens to one that is not paused.
    ///   - now: µs since 1970.
    /// - Returns: false if it never was a recurring function.
    /// - Throws: `StoreError`.
    package func resume(schedule name: String, now: Int64) throws(StoreError) -> Bool {
        guard let schedule = try schedule(named: name) else { return false }
        guard schedule.isPaused else { return true }
        try statement(
            """
            UPDATE autocron_schedules SET paused = 0, last = max(last, ?2), \
            changed = (SELECT max(changed) + 1 FROM autocron_schedules) WHERE name = ?1
            """
        ).run(.text(name), .integer(now))
        return true
    }

    /// What became of a run that somebody asked for.
    package enum ImmediateRun: Hashable, Sendable {
        case stored(NewTask.Identifier)
        /// No build has the function any more.
        case removed
        case unknown
    }

    /// Stores a run of a recurring function that is for no instant, whether the function is paused or not.
    ///
    /// It takes its turn like every other run: it starts when fewer execute than its function's policy for overlap
    /// allows, and until it has ended, it is a previous run to the next instant's.
    ///
    /// - Parameters:
    ///   - name: the function.
    ///   - now: µs since 1970.
    /// - Returns: the run's task.
    /// - Throws: `StoreError`.
    package func runNow(schedule name: String, now: Int64) throws(StoreError) -> ImmediateRun {
        guard let schedule = try schedule(named: name) else { return .unknown }
        guard schedule.isActive else { return .removed }
        let task = NewTask(runOf: name, schedule.options, now: now)
        _ = try insert(task)
        return .stored(task.id)
    }
}
