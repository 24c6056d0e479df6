/// An open transaction of the application's own, in which tasks are stored.
package protocol BorrowedTransaction {
    /// Stores tasks whose identifiers callers have already; they exist once the owner commits.
    ///
    /// - Parameter tasks: The tasks, in order.
    /// - Returns: The tasks that were stored; the others lead to equal ones.
    /// - Throws: `StoreError`; then nothing of these was stored, and the transaction is as it was before.
    func insertReserved(_ tasks: [NewTask]) throws(StoreError) -> [NewTask]
}

/// A statement that stores tasks in an open transaction of the application's own, whichever driver executes it.
package protocol EnqueueStatement {
    /// The statement, with `$1` for the first parameter.
    var sql: String { get }

    /// The statement's parameters, as text.
    ///
    /// - Parameter tasks: The tasks, in order, whose identifiers callers have already; none is a run of a recurring function.
    /// - Throws: `StoreError` if one of them cannot be written down.
    func parameters(for tasks: [NewTask]) throws(StoreError) -> [String]
}

/// Waits for the end of a transaction that a store cannot observe otherwise.
package protocol CommitProbe {
    /// Waits until no other connection is inside a transaction that writes.
    ///
    /// - Returns: False if one still is after a while.
    /// - Throws: `StoreError`.
    func waitUntilFree() throws(StoreError) -> Bool
}
