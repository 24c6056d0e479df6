#if PostgreSQL
package import InspectionModel
package import Platform
package import PostgresStore
package import TaskModel

extension PostgresConnection {
    /// Keeps tasks from being started until they are resumed; running tasks continue, and waiting ones stay waiting.
    ///
    /// A pause survives restarts. The caller wakes the pool after the commit.
    ///
    /// - Parameters:
    ///   - subject: What to pause. The instants of a recurring function pass; see ``pause(schedule:)``.
    ///   - now: The present.
    /// - Returns: The result.
    /// - Throws: `StoreError`.
    package func pause(_ subject: PauseSubject, now: WallTime) throws(StoreError) -> PauseChange {
        switch subject {
        case .everything:
            guard try store(pauseOf: "everything", "", now: now) else { return .unchanged }
            // Tells the processes that fire schedules to read all of them again.
            _ = try nextScheduleChange()
            return .changed
        case .queue(let name):
            return try store(pauseOf: "queue", name, now: now) ? .changed : .unchanged
        case .function(let name):
            // A recurring function that is gone may have become a function that is called.
            if let schedule = try schedule(named: name), schedule.isActive {
                _ = try pause(schedule: name)
                return schedule.isPaused ? .unchanged : .changed
            }
            guard try mayHaveFunction(name) else { return .unknown }
            return try store(pauseOf: "task", name, now: now) ? .changed : .unchanged
        }
    }

    /// Ends a pause.
    ///
    /// Recurring functions continue from now on: the instants that have passed are not missed. The caller wakes the
    /// pool after the commit.
    ///
    /// - Parameters:
    ///   - subject: What to resume.
    ///   - now: The present.
    /// - Returns: The result; an unknown name is merely not paused.
    /// - Throws: `StoreError`.
    package func resume(_ subject: PauseSubject, now: WallTime) throws(StoreError) -> PauseChange {
        switch subject {
        case .everything:
            guard try run("DELETE FROM pauses WHERE subject = 'everything'") > 0 else { return .unchanged }
            _ = try nextScheduleChange()
            try skipInstants(until: now)
            return .changed
        case .queue(let name):
            let changes = try run("DELETE FROM pauses WHERE subject = 'queue' AND name = $1", .text(name))
            return changes > 0 ? .changed : .unchanged
        case .function(let name):
            var wasPaused = false
            if let schedule = try schedule(named: name), schedule.isPaused {
                _ = try resume(schedule: name, now: now)
                wasPaused = true
            }
            // The next claims release its tasks, some in each; see `Pauses+Claim.swift`.
            let changes = try run(
                "UPDATE pauses SET ended = true WHERE subject = 'task' AND name = $1 AND NOT ended", .text(name))
            return wasPaused || changes > 0 ? .changed : .unchanged
        }
    }

    /// Moves the marks of all recurring functions to the present.
    private func skipInstants(until now: WallTime) throws(StoreError) {
        // Locked in the order in which those who fire schedules lock them; an UPDATE by itself has no order.
        _ = try exists("SELECT 1 FROM schedules ORDER BY name FOR UPDATE")
        try run("UPDATE schedules SET last = $1 WHERE last < $1", .time(now))
    }

    /// - Returns: False if this pause existed already.
    private func store(pauseOf subject: String, _ name: String, now: WallTime) throws(StoreError) -> Bool {
        try run(
            """
            INSERT INTO pauses(subject, name, since) VALUES ($1, $2, $3) \
            ON CONFLICT (subject, name) DO UPDATE SET since = excluded.since, ended = false WHERE pauses.ended
            """, .text(subject), .text(name), .time(now)
        ) > 0
    }

    // MARK: Looking

    /// Everything that is paused.
    package func pauses() throws(StoreError) -> [Pause] {
        let kinds: [String: Pause.Kind] = ["everything": .everything, "queue": .queue]
        let stored = try rows("SELECT subject, name, since FROM pauses WHERE NOT ended ORDER BY subject, name") { row in
            Pause(kind: kinds[row.text(0)] ?? .function, name: row.bytes(1), since: row.time(2))
        }
        let recurring = try rows("SELECT name FROM schedules WHERE paused ORDER BY name") {
            Pause(kind: .recurringFunction, name: $0.bytes(0))
        }
        return stored + recurring
    }

    // MARK: Functions

    /// Whether a program may have a function; only the program that started last has stored its functions, and perhaps
    /// none has yet.
    private func mayHaveFunction(_ name: String) throws(StoreError) -> Bool {
        if try exists("SELECT 1 FROM functions WHERE name = $1", .text(name)) { return true }
        return try !exists("SELECT 1 FROM functions LIMIT 1")
    }
}
#endif
