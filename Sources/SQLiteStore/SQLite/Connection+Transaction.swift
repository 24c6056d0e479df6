package import TaskModel

extension Connection {
    /// Runs a body inside a write transaction.
    ///
    /// It takes the lock at the start (`BEGIN IMMEDIATE`): a transaction that begins by reading and then writes may be
    /// refused in the middle, without a call of the busy handler.
    ///
    /// - Parameter body: Uses the connection; if it throws, the transaction is rolled back.
    /// - Returns: The body's result, when the transaction is committed.
    /// - Throws: `StoreError`.
    package func write<R>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        defer { leaveQueue() }
        try execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            let result = try body(self)
            try execute("COMMIT")
            return result
        } catch {
            // After some errors, such as a full disk, SQLite has rolled back already; this statement's error then means
            // nothing.
            try? execute("ROLLBACK")
            throw error
        }
    }

    /// Runs a body that reads one consistent state.
    package func read<R>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        try execute("BEGIN")
        defer { try? execute("COMMIT") }
        return try body(self)
    }
}
