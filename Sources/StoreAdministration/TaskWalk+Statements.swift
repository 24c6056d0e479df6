package import InspectionModel
package import SQLiteStore
package import TaskModel

// The seeks of a walk.

extension Connection: TaskSeeking {
    package func queue(named name: String) throws(StoreError) -> Int64? {
        try statement("SELECT id FROM autocron_queues WHERE name = ?1").first(.text(name)) { $0.integer(0) }
    }

    package func readyQueues(level: Int64, limit: Int) throws(StoreError) -> [Int64] {
        var queues: [Int64] = []
        var lower = Int64.min
        while queues.count < limit, let queue = try nextReadyQueue(lower...Int64.max, level: level) {
            queues.append(queue)
            lower = queue + 1
        }
        return queues
    }

    package func positions(along walk: TaskWalk, limit: Int) throws(StoreError) -> [TaskWalk.Position] {
        let shared: [Statement.Value] = [
            .integer(Int64(limit)), .optionalInteger(walk.queue), .optionalText(walk.name), .integer(walk.position.key),
            .integer(walk.position.row),
        ]
        let isByText = walk.route == .parked || walk.route == .blocked
        return try statement(walk.sql).rows(shared + walk.special) { row in
            TaskWalk.Position(
                row: row.integer(0), key: row.integer(1), queue: row.integer(2), text: isByText ? row.text(3) : "",
                matches: row.integer(4) != 0
            )
        }
    }
}

extension TaskWalk {
    /// The values that only one of the statements binds.
    fileprivate var special: [Statement.Value] {
        switch route {
        case .newest, .running: []
        case .ended(let state): [.integer(state.rawValue)]
        case .ready(let level, let queues):
            [.integer(level), .integer(max(position.queue, queues.lowerBound)), .integer(queues.upperBound)]
        case .later(let level): [.integer(level), .integer(position.queue)]
        case .blocked: [.text(position.text), .integer(position.queue)]
        case .parked: [.text(position.text)]
        }
    }

    fileprivate var sql: StaticString {
        switch route {
        case .newest:
            """
            SELECT id, id, 0, 0, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE id < ?4 AND id < ?5 ORDER BY id DESC LIMIT ?1
            """
        case .running:
            """
            SELECT id, id, 0, 0, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE state = 1 AND +id > ?4 AND +id > ?5 ORDER BY +id LIMIT ?1
            """
        case .ended:
            """
            SELECT id, finished, 0, 0, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE state BETWEEN 2 AND 4 AND state = ?6 AND (finished, id) < (?4, ?5) \
            ORDER BY finished DESC, id DESC LIMIT ?1
            """
        case .ready:
            """
            SELECT id, run_at, queue, 0, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE state = 0 AND ready = 1 AND level = ?6 AND (queue, run_at, id) > (?7, ?4, ?5) AND queue <= ?8 \
            ORDER BY queue, run_at, id LIMIT ?1
            """
        case .later:
            """
            SELECT id, run_at, queue, 0, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE state = 0 AND ready = 0 AND level = ?6 AND (run_at, queue, id) > (?4, ?7, ?5) \
            ORDER BY run_at, queue, id LIMIT ?1
            """
        case .blocked:
            """
            SELECT id, run_at, queue, name, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE state = 0 AND ready = 2 AND (name, run_at, queue, id) > (?6, ?4, ?7, ?5) \
            ORDER BY name, run_at, queue, id LIMIT ?1
            """
        case .parked:
            """
            SELECT id, 0, 0, name, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE state = 5 AND ?4 IS NOT NULL AND (name, id) > (?6, ?5) ORDER BY name, id LIMIT ?1
            """
        }
    }
}
