extension Connection {
    /// Runs a body inside a write transaction.
    ///
    /// The lock is taken at the start (`BEGIN IMMEDIATE`): a transaction that begins by reading and then writes may be
    /// refused in the middle, without the busy handler being asked.
    ///
    /// - Parameter body: what to do; whatever it throws rolls back.
    /// - Returns: what the body returns, when the transaction is committed.
    /// - Throws: `StoreError`.
    package func write<R>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        defer { leaveQueue() }
        try execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            let result = try body(self)
            try execute("COMMIT")
            return result
        } catch {
            // Some errors, a full disk among them, have rolled back already; then this one says so and is no news.
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
