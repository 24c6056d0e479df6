/// An open transaction of the application's own, in which tasks are stored.
package protocol BorrowedTransaction {
    /// Stores tasks whose identifiers callers have already; they exist once the owner commits.
    ///
    /// - Parameter tasks: The tasks, in order.
    /// - Returns: The tasks that were stored; the others lead to equal ones.
    /// - Throws: `StoreError`; then nothing of these was stored, and the transaction is as it was before.
    func insertReserved(_ tasks: [NewTask]) throws(StoreError) -> [NewTask]
}

/// Waits for the end of a transaction that a store cannot observe otherwise.
package protocol CommitProbe {
    /// Waits until no other connection is inside a transaction that writes.
    ///
    /// - Returns: False if one still is after a while.
    /// - Throws: `StoreError`.
    func waitUntilFree() throws(StoreError) -> Bool
}
