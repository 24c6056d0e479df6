package import InspectionModel
package import SQLiteStore
package import TaskModel

/// A walk along the tasks that match a filter, a few at a time; each step is a short seek in one index.
///
/// Names have no index, so a walk examines tasks that do not match. The caller says how many, and may do something else
/// between two steps. Tasks may be changed or deleted between steps: the walk remembers a position, not an offset.
package struct TaskWalk: Sendable {
    enum Route: Hashable, Sendable {
        /// All tasks, newest first.
        case newest
        /// The tasks in one of the final states, the last to end first.
        case ended(TaskState)
        /// Tasks of one level that could start now: queue by queue, the earliest due first.
        case ready(level: Int64, queues: ClosedRange<Int64>)
        /// Tasks of one level that are not due yet, by due time.
        case later(level: Int64)
        /// Runs that wait for others of their function, by its name.
        case blocked
        case running
        /// By name.
        case parked
    }

    let route: Route
    private let queue: Int64?
    private let name: String?
    /// The last position.
    var position: Position
    /// Whether every task on the way has been examined.
    package private(set) var isOver = false
    /// The number of tasks that have been examined.
    private(set) var examined = 0

    private init(_ route: Route, queue: Int64?, name: String?) {
        self.route = route
        self.queue = queue
        self.name = name
        let isDescending =
            switch route {
            case .newest, .ended: true
            case .ready, .later, .blocked, .running, .parked: false
            }
        let start = isDescending ? Int64.max : .min
        position = Position(row: start, key: start, queue: start, text: "", matches: false)
    }

    /// The walks that together cover all tasks of a filter: several if tasks wait in several queues or levels.
    ///
    /// - Parameters:
    ///   - filter: Selects the tasks.
    ///   - connection: The database.
    /// - Returns: The walks, each at its beginning; none for a queue that does not exist.
    /// - Throws: `StoreError`.
    package static func all(_ filter: TaskFilter, on connection: Connection) throws(StoreError) -> [TaskWalk] {
        var queue: Int64?
        if let wanted = filter.queue {
            queue = try connection.statement("SELECT id FROM autocron_queues WHERE name = ?1").first(.text(wanted)) {
                $0.integer(0)
            }
            guard queue != nil else { return [] }
        }
        let walk = { (route: Route) in TaskWalk(route, queue: queue, name: filter.name) }
        switch filter.state {
        case nil: return [walk(.newest)]
        case .running: return [walk(.running)]
        case .parked: return [walk(.parked)]
        case .succeeded, .failed, .cancelled: return [walk(.ended(filter.state ?? .succeeded))]
        case .waiting:
            // In this order a task that becomes ready in the meantime is met at least once.
            var walks = (Int64(0)...3).map { walk(.later(level: $0)) } + [walk(.blocked)]
            for level in Int64(0)...3 {
                if let queue {
                    walks.append(walk(.ready(level: level, queues: queue...queue)))
                } else {
                    walks += try connection.readyQueues(level: level).map { walk(.ready(level: level, queues: $0)) }
                }
            }
            return walks
        }
    }

    /// The same tasks in one walk after the other; each walk continues where an earlier step has ended.
    ///
    /// - Parameters:
    ///   - filter: Selects the tasks.
    ///   - connection: The database.
    /// - Returns: As ``all(_:on:)``, but with one walk for all queues of a level.
    /// - Throws: `StoreError`.
    static func sequence(_ filter: TaskFilter, on connection: Connection) throws(StoreError) -> [TaskWalk] {
        var levels: Set<Int64> = []
        return try all(filter, on: connection).compactMap { walk in
            guard case .ready(let level, let queues) = walk.route else { return walk }
            guard levels.insert(level).inserted else { return nil }
            let range = walk.queue == nil ? Int64.min...Int64.max : queues
            return TaskWalk(.ready(level: level, queues: range), queue: walk.queue, name: walk.name)
        }
    }

    /// Examines the next tasks.
    ///
    /// - Parameters:
    ///   - connection: The database.
    ///   - limit: The maximum number of tasks to examine.
    /// - Returns: The rows of the tasks that match.
    /// - Throws: `StoreError`.
    package mutating func step(on connection: Connection, examining limit: Int) throws(StoreError) -> [Int64] {
        try matches(on: connection, examining: limit).map(\.row)
    }

    /// The same, with the positions of the tasks that match.
    mutating func matches(on connection: Connection, examining limit: Int) throws(StoreError) -> [Position] {
        guard !isOver, limit > 0 else { return [] }
        let positions = try positions(on: connection, limit: limit)
        examined += positions.count
        isOver = positions.count < limit
        if let last = positions.last { position = last }
        return positions.filter(\.matches)
    }

    /// A task on the way: the values of the columns that order the route.
    struct Position: Sendable {
        var row: Int64
        var key: Int64
        var queue: Int64
        var text: String
        var matches: Bool
    }

    private func positions(on connection: Connection, limit: Int) throws(StoreError) -> [Position] {
        let shared: [Statement.Value] = [
            .integer(Int64(limit)), .optionalInteger(queue), .optionalText(name), .integer(position.key),
            .integer(position.row),
        ]
        let isByText = route == .parked || route == .blocked
        let values = shared + special
        return try connection.statement(sql).rows(values) { row in
            Position(
                row: row.integer(0), key: row.integer(1), queue: row.integer(2), text: isByText ? row.text(3) : "",
                matches: row.integer(4) != 0
            )
        }
    }

    /// The values that only one of the statements binds.
    private var special: [Statement.Value] {
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

    private var sql: StaticString {
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

extension Connection {
    /// Divides a level's queues, so that each part begins just after a queue that has ready tasks.
    ///
    /// - Returns: Ranges that together cover all queues, one for each queue that has such tasks; that queue is the
    ///   first of its range.
    fileprivate func readyQueues(level: Int64) throws(StoreError) -> [ClosedRange<Int64>] {
        var ranges: [ClosedRange<Int64>] = []
        var lower = Int64.min
        while ranges.count < 50, let queue = try nextReadyQueue(lower...Int64.max, level: level) {
            ranges.append(lower...queue)
            lower = queue + 1
        }
        return ranges + [lower...Int64.max]
    }
}
