package import TaskStore

/// Which tasks somebody means.
package struct TaskFilter: Hashable, Sendable {
    package var state: TaskState?
    package var queue: String?
    package var name: String?

    package init(state: TaskState? = nil, queue: String? = nil, name: String? = nil) {
        self.state = state
        self.queue = queue
        self.name = name
    }
}

/// A way along the tasks that a filter means, a few at a time and each step a short seek in one index.
///
/// Names have no index, so a walk looks at tasks that do not match; the caller says how many, and may do something else
/// between two steps. Tasks that are changed or deleted meanwhile do not confuse it: it remembers a place, not a number.
package struct TaskWalk: Sendable {
    enum Route: Hashable, Sendable {
        /// All tasks, newest first.
        case newest
        /// One of the final states, what ended last first.
        case ended(TaskState)
        /// One queue's level, what is due first first.
        case waiting(queue: Int64, level: Int64)
        case running
        /// By name.
        case parked
    }

    private let route: Route
    private let queue: Int64?
    private let name: String?
    private var key: Int64
    private var text: String
    private var row: Int64
    /// Whether every task on the way has been looked at.
    package private(set) var isOver = false

    private init(_ route: Route, queue: Int64?, name: String?) {
        self.route = route
        self.queue = queue
        self.name = name
        let isDescending =
            switch route {
            case .newest, .ended: true
            case .waiting, .running, .parked: false
            }
        key = isDescending ? .max : .min
        row = isDescending ? .max : .min
        text = ""
    }

    /// The ways that lead along all tasks of a filter: several where several queues or levels wait.
    ///
    /// - Parameters:
    ///   - filter: which tasks.
    ///   - connection: where they are.
    /// - Returns: the walks, each at its beginning; none for a queue that does not exist.
    /// - Throws: `StoreError`.
    package static func all(_ filter: TaskFilter, on connection: Connection) throws(StoreError) -> [TaskWalk] {
        var queues = try connection.statement("SELECT id, name FROM autocron_queues ORDER BY id").rows { row in
            (id: row.integer(0), name: row.text(1))
        }
        if let wanted = filter.queue {
            queues = queues.filter { $0.name == wanted }
            guard !queues.isEmpty else { return [] }
        }
        let queue = filter.queue == nil ? nil : queues.first?.id
        let walk = { (route: Route) in TaskWalk(route, queue: queue, name: filter.name) }
        switch filter.state {
        case nil: return [walk(.newest)]
        case .running: return [walk(.running)]
        case .parked: return [walk(.parked)]
        case .succeeded, .failed, .cancelled: return [walk(.ended(filter.state ?? .succeeded))]
        case .waiting:
            return (Int64(0)...3).flatMap { level in
                queues.map { walk(.waiting(queue: $0.id, level: level)) }
            }
        }
    }

    /// Goes on.
    ///
    /// - Parameters:
    ///   - connection: where the tasks are.
    ///   - limit: how many tasks to look at, at most.
    /// - Returns: the rows of those that match.
    /// - Throws: `StoreError`.
    package mutating func step(on connection: Connection, examining limit: Int) throws(StoreError) -> [Int64] {
        guard !isOver, limit > 0 else { return [] }
        let places = try places(on: connection, limit: limit)
        isOver = places.count < limit
        if let last = places.last { (key, text, row) = (last.key, last.text, last.row) }
        return places.filter(\.matches).map(\.row)
    }

    private struct Place {
        var row: Int64
        var key: Int64
        var text: String
        var matches: Bool
    }

    private func places(on connection: Connection, limit: Int) throws(StoreError) -> [Place] {
        let shared: [Statement.Value] = [
            .integer(Int64(limit)), .optionalInteger(queue), .optionalText(name), .integer(key), .integer(row),
        ]
        let isByText = route == .parked
        let values = shared + special
        return try connection.statement(sql).rows(values) { row in
            Place(
                row: row.integer(0), key: isByText ? 0 : row.integer(1), text: isByText ? row.text(1) : "",
                matches: row.integer(2) != 0
            )
        }
    }

    /// What only one of the statements takes.
    private var special: [Statement.Value] {
        switch route {
        case .newest, .running: []
        case .ended(let state): [.integer(state.rawValue)]
        case .waiting(let queue, let level): [.integer(queue), .integer(level)]
        case .parked: [.text(text)]
        }
    }

    private var sql: StaticString {
        switch route {
        case .newest:
            """
            SELECT id, id, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE id < ?4 AND id < ?5 ORDER BY id DESC LIMIT ?1
            """
        case .running:
            """
            SELECT id, id, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE state = 1 AND +id > ?4 AND +id > ?5 ORDER BY +id LIMIT ?1
            """
        case .ended:
            """
            SELECT id, finished, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE state BETWEEN 2 AND 4 AND state = ?6 AND (finished, id) < (?4, ?5) \
            ORDER BY finished DESC, id DESC LIMIT ?1
            """
        case .waiting:
            """
            SELECT id, run_at, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE state = 0 AND queue = ?6 AND level = ?7 AND (run_at, id) > (?4, ?5) ORDER BY run_at, id LIMIT ?1
            """
        case .parked:
            """
            SELECT id, name, (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3) FROM autocron_tasks \
            WHERE state = 5 AND ?4 IS NOT NULL AND (name, id) > (?6, ?5) ORDER BY name, id LIMIT ?1
            """
        }
    }
}
