// How claims see pauses. A paused queue is not asked at all. Tasks of a paused function may stand by the million in front
// of others in one queue, and their names are in no index; so a claim that meets some puts them aside, out of the range
// in which claims look, and when the function is resumed the next claims put them back: a limited number each time, so
// that none holds the write lock for long.

extension Connection {
    /// Where a claim may look, and the functions whose tasks it must not start; where nothing is paused, for the price of
    /// one look into an empty table.
    ///
    /// - Parameter count: grows by the tasks that were put back, since their functions are paused no longer.
    func claimRange(puttingBack count: inout Int) throws(StoreError) -> (queues: [Int64], paused: Set<String>) {
        let isAnyPaused = try statement("SELECT 1 FROM autocron_pauses LIMIT 1").first { _ in true } ?? false
        guard isAnyPaused else {
            return (try statement("SELECT id FROM autocron_queues ORDER BY id").rows { $0.integer(0) }, [])
        }
        let queues = try openQueues()
        return queues.isEmpty ? ([], []) : (queues, try pausedFunctions(puttingBack: &count))
    }

    /// The queues that tasks may be taken from: none while everything is paused.
    func openQueues() throws(StoreError) -> [Int64] {
        try statement(
            """
            SELECT id FROM autocron_queues \
            WHERE NOT EXISTS (SELECT 1 FROM autocron_pauses WHERE subject = 'everything' AND name = '') \
            AND NOT EXISTS (SELECT 1 FROM autocron_pauses WHERE subject = 'queue' AND name = autocron_queues.name) ORDER BY id
            """
        ).rows { $0.integer(0) }
    }

    private func pausedFunctions(puttingBack count: inout Int) throws(StoreError) -> Set<String> {
        var paused: Set<String> = []
        let pauses = try statement("SELECT name, ended FROM autocron_pauses WHERE subject = 'task'").rows { row in
            (name: row.text(0), hasEnded: row.integer(1) != 0)
        }
        for pause in pauses {
            if pause.hasEnded {
                count += try putBack(pause.name)
            } else {
                paused.insert(pause.name)
            }
        }
        return paused
    }

    /// Takes a waiting task out of the range in which claims look.
    func putAside(row: Int64) throws(StoreError) {
        try statement("UPDATE autocron_tasks SET held = run_at, run_at = 9223372036854775807 WHERE id = ?1")
            .run(.integer(row))
    }

    /// Puts some tasks of a function back, those first that were due first; with the last of them the pause is over.
    private func putBack(_ name: String) throws(StoreError) -> Int {
        var rows: [Int64] = []
        for queue in try statement("SELECT id FROM autocron_queues").rows(make: { $0.integer(0) }) {
            rows += try statement(
                """
                SELECT id FROM autocron_tasks WHERE state = 0 AND held IS NOT NULL AND queue = ?1 AND name = ?2 \
                ORDER BY held LIMIT ?3
                """
            ).rows(.integer(queue), .text(name), .integer(Int64(Self.parkingBatch - rows.count))) { $0.integer(0) }
        }
        for row in rows {
            try statement("UPDATE autocron_tasks SET run_at = held, held = NULL WHERE id = ?1").run(.integer(row))
        }
        guard rows.count < Self.parkingBatch else { return rows.count }
        try statement("DELETE FROM autocron_pauses WHERE subject = 'task' AND name = ?1").run(.text(name))
        return rows.count
    }
}
