/// What is stored of a recurring function.
package struct StoredSchedule: Hashable, Sendable {
    package var name: String
    /// The text of its expression or interval; another text is another schedule, which starts anew.
    package var rule: String
    /// The newest instant dealt with; µs since 1970.
    package var last: Int64

    package init(name: String, rule: String, last: Int64) {
        self.name = name
        self.rule = rule
        self.last = last
    }
}

extension Connection {
    /// Reads what is stored of all recurring functions that are in force.
    package func schedules() throws(StoreError) -> [StoredSchedule] {
        try statement("SELECT name, rule, last FROM autocron_schedules WHERE active = 1").rows { row in
            StoredSchedule(name: row.text(0), rule: row.text(1), last: row.integer(2))
        }
    }

    /// Makes the table agree with the functions that this build has.
    ///
    /// A new function or one whose rule has changed starts from now; one that is gone stays visible, but inactive.
    ///
    /// - Parameters:
    ///   - present: name and rule of each recurring function.
    ///   - now: µs since 1970.
    /// - Throws: `StoreError`.
    package func adopt(schedules present: [String: String], now: Int64) throws(StoreError) {
        let stored = try statement("SELECT name, rule, active FROM autocron_schedules").rows { row in
            (name: row.text(0), rule: row.text(1), isActive: row.integer(2) != 0)
        }
        for entry in stored where present[entry.name] == nil && entry.isActive {
            try statement("UPDATE autocron_schedules SET active = 0 WHERE name = ?1").run(.text(entry.name))
        }
        let unchanged = Set(stored.filter { $0.isActive && present[$0.name] == $0.rule }.map(\.name))
        for (name, rule) in present where !unchanged.contains(name) {
            try statement(
                "INSERT OR REPLACE INTO autocron_schedules(name, rule, last, active) VALUES (?1, ?2, ?3, 1)"
            ).run(.text(name), .text(rule), .integer(now))
        }
    }

    /// Moves a recurring function's mark forward; never back, so no instant is dealt with twice.
    ///
    /// - Parameters:
    ///   - name: the function.
    ///   - rule: the rule under which the instant was found.
    ///   - instant: the newest instant dealt with; µs since 1970.
    /// - Returns: false if another process was there first, or the rule is another one by now; then store nothing.
    /// - Throws: `StoreError`.
    package func advance(schedule name: String, rule: String, to instant: Int64) throws(StoreError) -> Bool {
        try statement(
            "UPDATE autocron_schedules SET last = ?3 WHERE name = ?1 AND rule = ?2 AND last < ?3 AND active = 1"
        ).run(.text(name), .text(rule), .integer(instant))
        return changes > 0
    }

    /// How many runs of a recurring function have not ended.
    ///
    /// - Parameter name: the function.
    /// - Returns: how many run, and how many wait.
    /// - Throws: `StoreError`.
    package func unfinishedRuns(of name: String) throws(StoreError) -> (running: Int, waiting: Int) {
        // Named, because the planner prefers the index of all instants, and with it walks every run of the last days.
        let states = try statement(
            """
            SELECT state FROM autocron_tasks INDEXED BY autocron_unfinished_runs \
            WHERE scheduled_at IS NOT NULL AND state <= 1 AND name = ?1
            """
        ).rows(.text(name)) { $0.integer(0) }
        let running = states.count { $0 == TaskState.running.rawValue }
        return (running, states.count - running)
    }
}
