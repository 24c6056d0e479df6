package import InspectionModel
package import Platform
package import SQLiteStore
package import TaskModel

extension Connection {
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
            try noteScheduleChange()
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
            try statement("DELETE FROM autocron_pauses WHERE subject = 'everything'").run()
            guard changes > 0 else { return .unchanged }
            try statement("UPDATE autocron_schedules SET last = max(last, ?1)").run(.time(now))
            try noteScheduleChange()
            return .changed
        case .queue(let name):
            try statement("DELETE FROM autocron_pauses WHERE subject = 'queue' AND name = ?1").run(.text(name))
            return changes > 0 ? .changed : .unchanged
        case .function(let name):
            var wasPaused = false
            if let schedule = try schedule(named: name), schedule.isPaused {
                _ = try resume(schedule: name, now: now)
                wasPaused = true
            }
            // The next claims release its tasks, some in each; see `Pauses+Claim.swift`.
            try statement("UPDATE autocron_pauses SET ended = 1 WHERE subject = 'task' AND name = ?1 AND ended = 0")
                .run(.text(name))
            return wasPaused || changes > 0 ? .changed : .unchanged
        }
    }

    /// - Returns: False if this pause existed already.
    private func store(pauseOf subject: String, _ name: String, now: WallTime) throws(StoreError) -> Bool {
        try statement(
            """
            INSERT INTO autocron_pauses(subject, name, since) VALUES (?1, ?2, ?3) \
            ON CONFLICT(subject, name) DO UPDATE SET since = excluded.since, ended = 0 WHERE ended = 1
            """
        ).run(.text(subject), .text(name), .time(now))
        return changes > 0
    }

    /// Tells the process that fires schedules to read all of them again.
    private func noteScheduleChange() throws(StoreError) {
        try statement(
            """
            UPDATE autocron_schedules SET changed = (SELECT max(changed) + 1 FROM autocron_schedules) \
            WHERE changed = (SELECT max(changed) FROM autocron_schedules)
            """
        ).run()
    }

    // MARK: Looking

    /// Everything that is paused.
    package func pauses() throws(StoreError) -> [Pause] {
        let kinds: [String: Pause.Kind] = ["everything": .everything, "queue": .queue]
        let stored = try statement(
            "SELECT subject, name, since FROM autocron_pauses WHERE ended = 0 ORDER BY subject, name"
        ).rows { row in
            Pause(kind: kinds[row.text(0)] ?? .function, name: row.blob(1), since: row.time(2))
        }
        let recurring = try statement("SELECT name FROM autocron_schedules WHERE paused = 1 ORDER BY name").rows {
            Pause(kind: .recurringFunction, name: $0.blob(0))
        }
        return stored + recurring
    }

    // MARK: Functions

    /// Whether a program may have a function; only the program that started last has stored its functions, and perhaps
    /// none has yet.
    private func mayHaveFunction(_ name: String) throws(StoreError) -> Bool {
        let isKnown = try statement("SELECT 1 FROM autocron_functions WHERE name = ?1").first(.text(name)) { _ in true }
        let isAnyKnown = try statement("SELECT 1 FROM autocron_functions LIMIT 1").first { _ in true }
        return isKnown != nil || isAnyKnown == nil
    }
}
