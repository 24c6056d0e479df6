import TaskModel

// How claims respect pauses. A paused queue is skipped. Millions of tasks of a paused function may precede others in
// one queue, and no index contains their names. So a claim that meets some holds them: it moves them out of the range
// that claims read. When the function is resumed, the next claims release them: a limited number each time, so that no
// claim holds the write lock for long.

/// What a claim must not start.
struct PausesOfClaim {
    var isAnyQueuePaused = false
    /// The present names of functions.
    var functions: Set<String> = []
}

extension Connection {
    /// What a claim must not start, if anything is paused.
    ///
    /// - Parameters:
    ///   - claimant: The worker; tasks stored under an earlier name of a paused function are paused with it.
    ///   - count: Grows by the number of released tasks, whose functions are no longer paused.
    /// - Returns: nil while everything is paused.
    func pauses(_ claimant: Claimant, releasing count: inout Int) throws(StoreError) -> PausesOfClaim? {
        guard try !isEverythingPaused() else { return nil }
        let functions = try pausedFunctions(presentName: { claimant.function($0) ?? $0 }, releasing: &count)
        return PausesOfClaim(isAnyQueuePaused: try isAnyQueuePaused(), functions: functions)
    }

    func isEverythingPaused() throws(StoreError) -> Bool {
        try statement("SELECT 1 FROM autocron_pauses WHERE subject = 'everything' AND name = ''").exists()
    }

    func isAnyQueuePaused() throws(StoreError) -> Bool {
        try statement("SELECT 1 FROM autocron_pauses WHERE subject = 'queue' LIMIT 1").exists()
    }

    func isPaused(queue: Int64) throws(StoreError) -> Bool {
        try statement(
            """
            SELECT 1 FROM autocron_pauses WHERE subject = 'queue' \
            AND name = (SELECT name FROM autocron_queues WHERE id = ?1)
            """
        ).exists(.integer(queue))
    }

    private func pausedFunctions(
        presentName: (String) -> String, releasing count: inout Int
    ) throws(StoreError) -> Set<String> {
        let pauses = try statement("SELECT name, ended FROM autocron_pauses WHERE subject = 'task'").rows { row in
            (name: row.text(0), hasEnded: row.integer(1) != 0)
        }
        let paused = Set(pauses.filter { !$0.hasEnded }.map { presentName($0.name) })
        for pause in pauses where pause.hasEnded {
            let function = presentName(pause.name)
            // It may be paused under another of its names.
            if !paused.contains(function) {
                count += try release(limit: Self.parkingBatch - count) { presentName($0) == function }
            }
            // The pause ends with the release of the last held task.
            guard count < Self.parkingBatch else { break }
            try statement("DELETE FROM autocron_pauses WHERE subject = 'task' AND name = ?1").run(.text(pause.name))
        }
        return paused
    }

    /// Moves a waiting task out of the range that claims read.
    func hold(row: Int64) throws(StoreError) {
        try statement(
            "UPDATE autocron_tasks SET held = run_at, run_at = 9223372036854775807, ready = 0 WHERE id = ?1"
        ).run(.integer(row))
    }

    /// Releases some tasks, for each name in the order of their due times.
    ///
    /// - Returns: The number released; the limit if there may be more.
    private func release(limit: Int, whereName isMeant: (String) -> Bool) throws(StoreError) -> Int {
        var rows: [Int64] = []
        var last = ""
        while rows.count < limit, let name = try nextNameHeld(after: last) {
            last = name
            guard isMeant(name) else { continue }
            rows += try statement(
                """
                SELECT id FROM autocron_tasks WHERE state = 0 AND held IS NOT NULL AND name = ?1 ORDER BY held LIMIT ?2
                """
            ).rows(.text(name), .integer(Int64(limit - rows.count))) { $0.integer(0) }
        }
        for row in rows {
            try statement("UPDATE autocron_tasks SET run_at = held, held = NULL WHERE id = ?1").run(.integer(row))
        }
        return rows.count
    }

    private func nextNameHeld(after name: String) throws(StoreError) -> String? {
        try statement(
            "SELECT name FROM autocron_tasks WHERE state = 0 AND held IS NOT NULL AND name > ?1 ORDER BY name LIMIT 1"
        ).first(.text(name)) { $0.text(0) }
    }
}
