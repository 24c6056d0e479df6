#if PostgreSQL
import TaskModel

// Which queues a claim takes from, and in which order.

extension PostgresConnection {
    /// Whether no queue but the default one has tasks.
    func isDefaultQueueAlone() throws(StoreError) -> Bool {
        try first("SELECT max(id) FROM queues") { row throws(StoreError) in row.integer(0) } == 1
    }

    /// The queues of a level from which a worker takes ready tasks, in the order of their turns.
    ///
    /// - Parameters:
    ///   - claimant: The worker.
    ///   - level: The level.
    ///   - rotation: The result of the worker's previous claim.
    /// - Returns: Ranges of queues' numbers.
    /// - Throws: `StoreError`.
    func turns(
        of claimant: Claimant, level: Int64, _ rotation: QueueRotation
    ) throws(StoreError) -> [ClosedRange<Int64>] {
        if let names = claimant.queues {
            return rotation.order(of: try readyQueues(named: names, level: level), level: level).map { $0...$0 }
        }
        let start = try start(level: level, rotation)
        return [start + 1...Int64.max, Int64.min...start]
    }

    /// The queue after which a claim of all queues begins.
    private func start(level: Int64, _ rotation: QueueRotation) throws(StoreError) -> Int64 {
        guard rotation[level] < 0 else { return rotation[level] }
        let last = try first("SELECT max(id) FROM queues") { row throws(StoreError) in row.integer(0) }
        return .random(in: 0...max(0, last ?? 0))
    }

    /// The numbers of those queues that have ready tasks: two seeks for each name, however many queues there are.
    ///
    /// The inner limit keeps the planner from joining the queues with all ready tasks of the level.
    private func readyQueues(named names: Set<String>, level: Int64) throws(StoreError) -> [Int64] {
        try rows(
            """
            SELECT queues.id FROM queues CROSS JOIN LATERAL (SELECT FROM tasks \
            WHERE state = 0 AND ready = 1 AND level = $2 AND queue = queues.id LIMIT 1) AS task WHERE name = ANY($1)
            """,
            .texts(names.sorted()), .integer(level)
        ) { row throws(StoreError) in row.integer(0) }
    }
}
#endif
