package import TaskModel

extension Connection {
    /// Finds the tasks that callers need not wait for any more: those that have ended, are parked, or do not exist.
    ///
    /// - Parameter ids: Their UUIDs; an alias of another task counts as missing.
    /// - Returns: Those tasks, in the same order.
    /// - Throws: `StoreError`.
    package func ended(among ids: [TaskID]) throws(StoreError) -> [TaskID] {
        let unfinished = try statement("SELECT 1 FROM autocron_tasks WHERE uuid = ?1 AND state <= 1")
        var ended: [TaskID] = []
        for id in ids {
            let isUnfinished = try unfinished.first(.id(id)) { _ in true } ?? false
            if !isUnfinished { ended.append(id) }
        }
        return ended
    }
}
