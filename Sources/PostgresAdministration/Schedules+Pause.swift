#if PostgreSQL
package import InspectionModel
package import Platform
package import PostgresStore
package import TaskModel

// Changes to a recurring function while the program runs. The caller wakes the pool after the commit.
//
// Each takes the number of its change before it locks the function, as those who start a build do; otherwise two of
// them could wait for each other.

extension PostgresConnection {
    /// Stops a recurring function from being run at its instants.
    ///
    /// A waiting or executing run continues, and ``runNow(schedule:now:)`` still stores one. The pause survives
    /// restarts, a changed rule, and the time while the function is gone.
    ///
    /// - Parameter name: The function.
    /// - Returns: False if there never was a recurring function of that name.
    /// - Throws: `StoreError`.
    package func pause(schedule name: String) throws(StoreError) -> Bool {
        let change = try nextScheduleChange()
        return try run(
            "UPDATE schedules SET paused = true, changed = $2 WHERE name = $1", .text(name), .integer(change)) > 0
    }

    /// Lets a paused function recur again, from now on: the instants that have passed in the meantime are not missed.
    ///
    /// - Parameters:
    ///   - name: The function; a function that is not paused is left unchanged.
    ///   - now: The present.
    /// - Returns: False if there never was a recurring function of that name.
    /// - Throws: `StoreError`.
    package func resume(schedule name: String, now: WallTime) throws(StoreError) -> Bool {
        guard let schedule = try schedule(named: name) else { return false }
        guard schedule.isPaused else { return true }
        let change = try nextScheduleChange()
        try run(
            """
            UPDATE schedules SET paused = false, last = greatest(last, $2), changed = $3 WHERE name = $1 AND paused
            """, .text(name), .time(now), .integer(change))
        return true
    }

    /// Stores a run of a recurring function that belongs to no instant, whether the function is paused or not.
    ///
    /// It waits its turn like every other run: it starts when fewer runs execute than its function's policy for overlap
    /// allows. Until it has ended, it counts as a previous run for the next instant.
    ///
    /// - Parameters:
    ///   - name: The function.
    ///   - now: The present.
    /// - Returns: The run's task.
    /// - Throws: `StoreError`.
    package func runNow(schedule name: String, now: WallTime) throws(StoreError) -> RunNowResult {
        // A build that removes the function parks its waiting runs; this one must not be stored just after.
        try lockSchedules([name])
        guard let schedule = try schedule(named: name) else { return .unknown }
        guard schedule.isActive else { return .removed }
        let task = NewTask(runOf: name, schedule.options, now: now)
        _ = try insert(task)
        return .stored(task.id)
    }
}
#endif
