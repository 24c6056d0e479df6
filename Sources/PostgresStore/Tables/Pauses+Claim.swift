#if PostgreSQL
import Platform
import TaskModel

// How claims respect pauses. A paused queue is skipped. Millions of tasks of a paused function may precede others in
// one queue, and no index contains their names. So a claim that meets some holds them: it moves them out of the range
// that claims read. When the function is resumed, the next claims release them: a limited number each time, so that no
// claim takes long.
//
// A claim that holds tasks shares the pause's row, and the one that releases them has it for itself: otherwise the last
// would be released, and the pause forgotten, while another claim still holds one more.

/// What a claim must not start.
struct PausesOfClaim {
    var isAnyQueuePaused = false
    /// The present names of functions.
    var functions: Set<String> = []
}

extension PostgresConnection {
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
        try exists("SELECT 1 FROM pauses WHERE subject = 'everything' AND name = ''")
    }

    func isAnyQueuePaused() throws(StoreError) -> Bool {
        try exists("SELECT 1 FROM pauses WHERE subject = 'queue' LIMIT 1")
    }

    func isPaused(queue: Int64) throws(StoreError) -> Bool {
        try exists(
            "SELECT 1 FROM pauses WHERE subject = 'queue' AND name = (SELECT name FROM queues WHERE id = $1)",
            .integer(queue))
    }

    private func pausedFunctions(
        presentName: (String) -> String, releasing count: inout Int
    ) throws(StoreError) -> Set<String> {
        let present = try rows("SELECT name FROM pauses WHERE subject = 'task' AND NOT ended") {
            row throws(StoreError) in
            row.text(0)
        }
        let paused = Set(present.map(presentName))
        // Another claim that releases the same tasks is not waited for.
        let past = try rows("SELECT name FROM pauses WHERE subject = 'task' AND ended FOR UPDATE SKIP LOCKED") {
            row throws(StoreError) in
            row.text(0)
        }
        for name in past {
            let function = presentName(name)
            // It may be paused under another of its names.
            if !paused.contains(function) {
                count += try release(limit: ClaimProgress.parkingBatch - count) { presentName($0) == function }
            }
            // The pause ends with the release of the last held task.
            guard count < ClaimProgress.parkingBatch else { break }
            try run("DELETE FROM pauses WHERE subject = 'task' AND name = $1", .text(name))
        }
        return paused
    }

    /// The tasks whose functions are still paused; those pauses cannot end before this transaction does.
    ///
    /// Only a claim that holds tasks shares the pauses: those who resume a function would wait for all others as well.
    func stillPaused(_ tasks: [ClaimedTask], _ claimant: Claimant) throws(StoreError) -> [ClaimedTask] {
        guard !tasks.isEmpty else { return [] }
        let names = try rows("SELECT name FROM pauses WHERE subject = 'task' AND NOT ended ORDER BY name FOR SHARE") {
            row throws(StoreError) in
            row.text(0)
        }
        let paused = Set(names.map { claimant.function($0) ?? $0 })
        return tasks.filter { paused.contains(claimant.function($0.name) ?? $0.name) }
    }

    /// Moves waiting tasks out of the range that claims read.
    func hold(rows: [Int64]) throws(StoreError) {
        guard !rows.isEmpty else { return }
        try run(
            "UPDATE tasks SET held = run_at, run_at = $2, ready = 0 WHERE id = ANY($1)", .integers(rows),
            .time(.distantFuture))
    }

    /// Releases some tasks, for each name in the order of their due times.
    ///
    /// - Returns: The number released; the limit if there may be more.
    private func release(limit: Int, whereName isMeant: (String) -> Bool) throws(StoreError) -> Int {
        var count = 0
        var last = ""
        while count < limit, let name = try nextNameHeld(after: last) {
            guard isMeant(name) else {
                last = name
                continue
            }
            let found = try rows(
                """
                SELECT id FROM tasks WHERE state = 0 AND held IS NOT NULL AND name = $1 ORDER BY held LIMIT $2 \
                FOR UPDATE
                """,
                .text(name), .integer(Int64(limit - count))
            ) { row throws(StoreError) in row.integer(0) }
            // Others may have changed the rows that it waited for; then more of this name may be left.
            try run("UPDATE tasks SET run_at = held, held = NULL WHERE id = ANY($1)", .integers(found))
            count += found.count
        }
        return count
    }

    private func nextNameHeld(after name: String) throws(StoreError) -> String? {
        try first(
            "SELECT name FROM tasks WHERE state = 0 AND held IS NOT NULL AND name > $1 ORDER BY name LIMIT 1",
            .text(name)
        ) { row throws(StoreError) in row.text(0) }
    }
}
#endif
