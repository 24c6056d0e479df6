package import TaskModel

extension Connection {
    /// Reads some parked tasks.
    ///
    /// - Parameter cursor: Where an earlier page ended.
    /// - Returns: The next tasks by name.
    /// - Throws: `StoreError`.
    package func parkedTasks(after cursor: ParkedTaskCursor) throws(StoreError) -> [ParkedTask] {
        try statement(
            """
            SELECT id, name, outcome FROM autocron_tasks WHERE state = 5 AND (name, id) > (?1, ?2) ORDER BY name, id LIMIT ?3
            """
        ).rows(.text(cursor.name), .integer(cursor.row), .integer(Int64(ParkedTaskCursor.page))) { row in
            let failure = row.optionalBlob(2).flatMap(Failure.init(json:))
            return ParkedTask(
                row: row.integer(0), name: row.text(1), isUndecodable: failure?.kind == .undecodableArguments)
        }
    }

    /// Requeues parked tasks.
    ///
    /// - Parameter rows: The tasks; those that are no longer parked are left as they are.
    /// - Returns: The number requeued.
    /// - Throws: `StoreError`.
    package func unpark(rows: [Int64]) throws(StoreError) -> Int {
        var count = 0
        for row in rows {
            try statement(
                """
                UPDATE autocron_tasks SET state = 0, ready = 0, outcome = NULL, run_at = coalesce(held, run_at), held = NULL \
                WHERE id = ?1 AND state = 5
                """
            ).run(.integer(row))
            count += changes
        }
        return count
    }
}
