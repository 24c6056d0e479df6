/// The verbs that store tasks.
package protocol InsertingStore {
    /// Stores one task, or finds the equal one that its unique key names.
    ///
    /// Storing a task again that is stored already changes nothing, so that a caller whose commit was in doubt may
    /// repeat it.
    ///
    /// - Parameter task: The task.
    /// - Returns: The result.
    /// - Throws: `StoreError`.
    func insert(_ task: NewTask) throws(StoreError) -> InsertResult

    /// Stores one task, unless that would have to wait for another transaction.
    ///
    /// - Parameter task: The task.
    /// - Returns: The result; nil if it would have to wait.
    /// - Throws: `StoreError`.
    func insertAtOnce(_ task: NewTask) throws(StoreError) -> InsertResult?

    /// Stores tasks in their order.
    ///
    /// - Parameter tasks: The tasks. The caller of one without a completion has its identifier already; see
    ///   ``insertReserved(_:wait:)``.
    /// - Returns: The result of each.
    /// - Throws: `StoreError`; then none is stored. With code `refused`, one of them can never be stored.
    func insert(_ tasks: [PendingInsert]) throws(StoreError) -> [InsertResult]

    /// Stores tasks whose identifiers callers have already: all of them, or none.
    ///
    /// Where an equal task exists, nothing is stored for it, and the identifier leads to the equal task from then on.
    ///
    /// - Parameters:
    ///   - tasks: The tasks, in order.
    ///   - wait: How long to wait for other connections.
    /// - Returns: The tasks that were stored; nil if other connections wrote for that long.
    /// - Throws: `StoreError`.
    func insertReserved(_ tasks: [NewTask], wait: WriteWait) throws(StoreError) -> [NewTask]?
}
