#if PostgreSQL
import TaskModel

extension PostgresConnection {
    /// Reads some parked tasks.
    ///
    /// - Parameter cursor: Where an earlier page ended.
    /// - Returns: The next tasks by name.
    /// - Throws: `StoreError`.
    func parkedTasks(after cursor: ParkedTaskCursor) throws(StoreError) -> [ParkedTask] {
        try rows(
            "SELECT id, name, outcome FROM tasks WHERE state = 5 AND (name, id) > ($1, $2) ORDER BY name, id LIMIT $3",
            .text(cursor.name), .integer(cursor.row), .integer(Int64(ParkedTaskCursor.page))
        ) { row throws(StoreError) in
            let failure = row.optionalBytes(2).flatMap(Failure.init(json:))
            return ParkedTask(
                row: row.integer(0), name: row.text(1), isUndecodable: failure?.kind == .undecodableArguments)
        }
    }

    /// Requeues parked tasks.
    ///
    /// - Parameter rows: The tasks; those that are no longer parked are left as they are.
    /// - Returns: The number requeued.
    /// - Throws: `StoreError`.
    func unpark(rows: [Int64]) throws(StoreError) -> Int {
        guard !rows.isEmpty else { return 0 }
        // Locked in order, so that two hosts do not wait for each other.
        return try run(
            """
            UPDATE tasks SET state = 0, ready = 0, outcome = NULL, run_at = coalesce(held, run_at), held = NULL \
            WHERE id = ANY(ARRAY(SELECT id FROM tasks WHERE id = ANY($1) AND state + 0 = 5 ORDER BY id FOR UPDATE)) \
            AND state + 0 = 5
            """,
            .integers(rows))
    }
}
#endif
