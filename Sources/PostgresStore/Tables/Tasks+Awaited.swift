#if PostgreSQL
package import TaskModel

extension PostgresConnection {
    /// Finds the tasks that callers need not wait for any more: those that have ended, are parked, or do not exist.
    ///
    /// - Parameter ids: Their UUIDs; an alias of another task counts as missing.
    /// - Returns: Those tasks, in the same order.
    /// - Throws: `StoreError`.
    package func ended(among ids: [TaskID]) throws(StoreError) -> [TaskID] {
        guard !ids.isEmpty else { return [] }
        let unfinished = try rows("SELECT uuid FROM tasks WHERE uuid = ANY($1) AND state <= 1", .ids(ids)) {
            $0.taskID(0)
        }
        let isUnfinished = Set(unfinished)
        return ids.filter { !isUnfinished.contains($0) }
    }
}
#endif
