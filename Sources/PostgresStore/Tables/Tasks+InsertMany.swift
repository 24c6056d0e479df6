#if PostgreSQL
import TaskModel

extension PostgresConnection {
    /// Stores tasks that are no runs, with one statement for their queues, one for their keys and one for their rows.
    ///
    /// - Parameter tasks: The tasks, in order. A task that is stored already is left as it is.
    /// - Returns: The result of each.
    /// - Throws: `StoreError`.
    func insertTogether(_ tasks: ArraySlice<NewTask>) throws(StoreError) -> [InsertResult] {
        let queues = try queueNumbers(of: Set(tasks.lazy.map(\.queue)))
        let results = try takeKeys(of: tasks)
        try insertRows(zip(tasks, results).filter { $0.1 == .stored }.map(\.0), queues: queues)
        return results
    }

    /// Stores rows; those that exist already are left as they are.
    ///
    /// - Parameters:
    ///   - tasks: The tasks, in order, none of them a run.
    ///   - queues: The numbers of their queues.
    /// - Throws: `StoreError`.
    func insertRows(_ tasks: [NewTask], queues: [String: Int64]) throws(StoreError) {
        var rest = tasks[...]
        while !rest.isEmpty {
            let count = Self.countForStatement(rest)
            try insertStatement(rest.prefix(count), queues: queues)
            rest = rest.dropFirst(count)
        }
    }

    /// The server takes no message of a gigabyte, and has each one whole in memory.
    private static func countForStatement(_ tasks: ArraySlice<NewTask>) -> Int {
        var (count, size) = (0, 0)
        for task in tasks {
            size += task.arguments.count + task.name.utf8.count + 100
            guard count == 0 || count < 1_000 && size <= 8 << 20 else { break }
            count += 1
        }
        return count
    }

    private func insertStatement(_ tasks: ArraySlice<NewTask>, queues: [String: Int64]) throws(StoreError) {
        try run(
            """
            INSERT INTO tasks(uuid, queue, level, run_at, name, arguments, created, max_attempts, backoff, key, \
            key_scope, ready) \
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING
            """,
            .ids(tasks.map(\.id)), .integers(tasks.map { queues[$0.queue] ?? Self.defaultQueue }),
            .integers(tasks.map(\.priority.rawValue)), .times(tasks.map(\.runAt)), .texts(tasks.map(\.name)),
            .jsons(tasks.map(\.arguments)), .times(tasks.map(\.created)), .integers(tasks.map(\.maxAttempts)),
            .texts(tasks.map(\.retryDelay.text)), .texts(tasks.map(\.uniqueness?.key)),
            .integers(tasks.map { $0.uniqueness?.scope.rawValue ?? 0 }),
            .integers(tasks.map { $0.isDue ? 1 : 0 }))
    }
}
#endif
