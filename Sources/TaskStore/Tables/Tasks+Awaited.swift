extension Connection {
    /// Which of some tasks need not be waited for any more: those that have ended, are parked, or are not there.
    ///
    /// - Parameter ids: their UUIDs; one that stands for another task counts as not there.
    /// - Returns: those, in the same order.
    /// - Throws: `StoreError`.
    package func ended(among ids: [NewTask.Identifier]) throws(StoreError) -> [NewTask.Identifier] {
        let unfinished = try statement("SELECT 1 FROM autocron_tasks WHERE uuid = ?1 AND state <= 1")
        var ended: [NewTask.Identifier] = []
        for id in ids {
            let isUnfinished = try unfinished.first(.blob(id)) { _ in true } ?? false
            if !isUnfinished { ended.append(id) }
        }
        return ended
    }
}
