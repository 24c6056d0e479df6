#if PostgreSQL
package import InspectionModel
import Platform
package import PostgresStore
package import TaskModel

// The seeks of a walk. The planner takes an unknown LIMIT for a tenth of the table, and might sort all its tasks; so
// each seek has a known one inside.

extension PostgresConnection: TaskSeeking {
    package func queue(named name: String) throws(StoreError) -> Int64? {
        try first("SELECT id FROM queues WHERE name = $1", .text(name)) { $0.integer(0) }
    }

    package func readyQueues(level: Int64, limit: Int) throws(StoreError) -> [Int64] {
        // One seek for each queue, whatever the number of its tasks.
        try rows(
            """
            WITH RECURSIVE found(queue) AS (\
            (SELECT queue FROM tasks WHERE state = 0 AND ready = 1 AND level = $1 ORDER BY queue LIMIT 1) UNION ALL \
            SELECT (SELECT queue FROM tasks WHERE state = 0 AND ready = 1 AND level = $1 AND queue > found.queue \
            ORDER BY queue LIMIT 1) FROM found WHERE found.queue IS NOT NULL) \
            SELECT queue FROM found WHERE queue IS NOT NULL LIMIT $2
            """, .integer(level), .integer(Int64(limit))
        ) { $0.integer(0) }
    }

    package func positions(along walk: TaskWalk, limit: Int) throws(StoreError) -> [TaskWalk.Position] {
        let seek = walk.seek
        let shared: [PostgresValue] = [
            .integer(Int64(limit)), .integer(walk.queue), .text(walk.name), .integer(walk.position.row),
        ]
        return try rows(
            """
            SELECT * FROM (SELECT id, \(seek.key ?? "NULL::timestamptz"), queue, \(seek.text ?? "NULL::text"), \
            ($2 IS NULL OR queue = $2) AND ($3 IS NULL OR name = $3) FROM tasks \
            WHERE \(seek.condition) ORDER BY \(seek.order) LIMIT \(TaskWalk.longestStep)) AS step LIMIT $1
            """, shared + seek.values
        ) { row in
            TaskWalk.Position(
                row: row.integer(0), key: row.optionalTime(1)?.microseconds ?? 0, queue: row.integer(2),
                text: row.optionalText(3) ?? "", matches: row.bool(4))
        }
    }
}

extension TaskWalk {
    /// What one route's statement has of its own.
    fileprivate struct Seek {
        /// The column of the instant that orders the tasks.
        var key: String?
        /// The column of the text that orders the tasks.
        var text: String?
        /// $4 is the last position's row, and the values begin with $5.
        var condition: String
        var order: String
        var values: [PostgresValue] = []
    }

    fileprivate var seek: Seek {
        let key = PostgresValue.time(WallTime(microseconds: position.key))
        switch route {
        case .newest:
            return Seek(condition: "id < $4", order: "id DESC")
        case .running:
            // By the plain column the planner may walk all tasks, since few of them run.
            return Seek(condition: "state = 1 AND id + 0 > $4", order: "id + 0")
        case .ended(let state):
            return Seek(
                key: "finished", condition: "state BETWEEN 2 AND 4 AND state = $5 AND (finished, id) < ($6, $4)",
                order: "finished DESC, id DESC", values: [.integer(state.rawValue), key])
        case .ready(let level, let queues):
            return Seek(
                key: "run_at",
                condition: """
                    state = 0 AND ready = 1 AND level = $5 AND (queue, run_at, id) > ($6, $7, $4) AND queue <= $8
                    """,
                order: "queue, run_at, id",
                values: [
                    .integer(level), .integer(max(position.queue, queues.lowerBound)), key,
                    .integer(queues.upperBound),
                ])
        case .later(let level):
            return Seek(
                key: "run_at",
                condition: "state = 0 AND ready = 0 AND level = $5 AND (run_at, queue, id) > ($6, $7, $4)",
                order: "run_at, queue, id", values: [.integer(level), key, .integer(position.queue)])
        case .blocked:
            return Seek(
                key: "run_at", text: "name",
                condition: "state = 0 AND ready = 2 AND (name, run_at, queue, id) > ($5, $6, $7, $4)",
                order: "name, run_at, queue, id", values: [.text(position.text), key, .integer(position.queue)])
        case .parked:
            return Seek(
                text: "name", condition: "state = 5 AND (name, id) > ($5, $4)", order: "name, id",
                values: [.text(position.text)])
        }
    }
}
#endif
