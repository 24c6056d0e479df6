#if PostgreSQL
package import TaskModel

extension PostgresConnection {
    /// Stores tasks in their order; those that are no runs are stored many at once.
    package func insert(_ tasks: [PendingInsert]) throws(StoreError) -> [InsertResult] {
        let results = try insertAll(tasks.map(\.task))
        // Where no caller waits for the identifier, the call has returned one already.
        let reserved = zip(tasks, results).filter { $0.0.completion == nil }
        try addAliases(reserved.map { ($0.0.task.id, $0.1) })
        return results
    }

    /// Stores tasks in their order.
    ///
    /// - Returns: The result of each.
    func insertAll(_ tasks: [NewTask]) throws(StoreError) -> [InsertResult] {
        var results: [InsertResult] = []
        var rest = tasks[...]
        while let task = rest.first {
            if task.isRun {
                results.append(try insert(task))
                rest.removeFirst()
            } else {
                let together = rest.prefix { !$0.isRun }
                results += try insertTogether(together)
                rest = rest.dropFirst(together.count)
            }
        }
        return results
    }
}
#endif
