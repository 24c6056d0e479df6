package import TaskModel

/// A walk along the tasks that match a filter, a few at a time; each step is a short seek in one index.
///
/// Names have no index, so a walk examines tasks that do not match. The caller says how many, and may do something else
/// between two steps. Tasks may be changed or deleted between steps: the walk remembers a position, not an offset.
package struct TaskWalk: Sendable {
    package enum Route: Hashable, Sendable {
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

    /// The maximum number of tasks of one step, whatever the caller says.
    package static let longestStep = 1_000

    package let route: Route
    package let queue: Int64?
    package let name: String?
    /// The last position.
    package internal(set) var position: Position
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
    package static func all(
        _ filter: TaskFilter, on connection: some TaskSeeking
    ) throws(StoreError) -> [TaskWalk] {
        try all(filter, on: connection) { level throws(StoreError) in try connection.readyRanges(level: level) }
    }

    /// The same tasks in one walk after the other; each walk continues where an earlier step has ended.
    ///
    /// - Parameters:
    ///   - filter: Selects the tasks.
    ///   - connection: The database.
    /// - Returns: As ``all(_:on:)``, but with one walk for all queues of a level.
    /// - Throws: `StoreError`.
    static func sequence(
        _ filter: TaskFilter, on connection: some TaskSeeking
    ) throws(StoreError) -> [TaskWalk] {
        try all(filter, on: connection) { _ in [Int64.min...Int64.max] }
    }

    private static func all(
        _ filter: TaskFilter, on connection: some TaskSeeking,
        queues: (_ level: Int64) throws(StoreError) -> [ClosedRange<Int64>]
    ) throws(StoreError) -> [TaskWalk] {
        var queue: Int64?
        if let wanted = filter.queue {
            queue = try connection.queue(named: wanted)
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
                let ranges = if let queue { [queue...queue] } else { try queues(level) }
                walks += ranges.map { walk(.ready(level: level, queues: $0)) }
            }
            return walks
        }
    }

    /// Examines the next tasks.
    ///
    /// - Parameters:
    ///   - connection: The database.
    ///   - limit: The maximum number of tasks to examine.
    /// - Returns: The rows of the tasks that match.
    /// - Throws: `StoreError`.
    package mutating func step(
        on connection: some TaskSeeking, examining limit: Int
    ) throws(StoreError) -> [Int64] {
        try matches(on: connection, examining: limit).map(\.row)
    }

    /// The same, with the positions of the tasks that match.
    mutating func matches(
        on connection: some TaskSeeking, examining limit: Int
    ) throws(StoreError) -> [Position] {
        guard !isOver, limit > 0 else { return [] }
        let limit = min(limit, Self.longestStep)
        let positions = try connection.positions(along: self, limit: limit)
        examined += positions.count
        isOver = positions.count < limit
        if let last = positions.last { position = last }
        return positions.filter(\.matches)
    }

    /// A task on the way: the values of the columns that order the route.
    package struct Position: Sendable {
        package var row: Int64
        /// The microseconds of the instant that orders the route, if one does.
        package var key: Int64
        package var queue: Int64
        /// The name that orders the route, if one does.
        package var text: String
        package var matches: Bool

        package init(row: Int64, key: Int64, queue: Int64, text: String, matches: Bool) {
            self.row = row
            self.key = key
            self.queue = queue
            self.text = text
            self.matches = matches
        }
    }
}

extension TaskSeeking {
    /// Divides a level's queues, so that each part ends with a queue that has ready tasks.
    ///
    /// - Returns: Ranges that together cover all queues, one for each queue that has such tasks, and the rest.
    fileprivate func readyRanges(level: Int64) throws(StoreError) -> [ClosedRange<Int64>] {
        var ranges: [ClosedRange<Int64>] = []
        var lower = Int64.min
        for queue in try readyQueues(level: level, limit: 50) {
            ranges.append(lower...queue)
            lower = queue + 1
        }
        return ranges + [lower...Int64.max]
    }
}
