package import Platform

/// The verbs that read and steer tasks by their identifiers, for handles and for those who wait.
package protocol ReadingStore {
    /// Reads one task.
    ///
    /// - Parameter id: Its identifier, or one that leads to it; see ``InsertingStore/insertReserved(_:wait:)``.
    /// - Returns: nil if there is none, or none any more.
    /// - Throws: `StoreError`.
    func task(_ id: TaskID) throws(StoreError) -> TaskRow?

    /// Finds the tasks that callers need not wait for any more: those that have ended, are parked, or do not exist.
    ///
    /// - Parameter ids: The tasks; an identifier that leads to another task counts as missing.
    /// - Returns: Those of them, in the same order.
    /// - Throws: `StoreError`.
    func ended(among ids: [TaskID]) throws(StoreError) -> [TaskID]

    /// Whether a task runs or could start.
    ///
    /// - Parameter now: The present.
    /// - Throws: `StoreError`.
    func hasWork(now: WallTime) throws(StoreError) -> Bool

    /// The instant of the next waiting task that is not due yet.
    ///
    /// - Parameter now: The present.
    /// - Returns: nil if there is none.
    /// - Throws: `StoreError`.
    func nextDue(after now: WallTime) throws(StoreError) -> WallTime?

    /// Cancels a task, or marks a running one so that the pool tells its worker to stop it.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - now: The present.
    ///   - wait: How long to wait for other connections.
    /// - Returns: The result, and the task that the identifier leads to; nil if other connections wrote for that long.
    /// - Throws: `StoreError`.
    func cancel(_ id: TaskID, now: WallTime, wait: WriteWait) throws(StoreError) -> Cancellation?

    /// The running attempts whose tasks were cancelled.
    ///
    /// - Throws: `StoreError`.
    func unwantedAttempts() throws(StoreError) -> [UnwantedAttempt]

    /// Stores a running task's progress.
    ///
    /// - Parameters:
    ///   - progress: From 0 to 1.
    ///   - message: Describes the present step.
    ///   - id: The task; nothing happens unless it runs.
    /// - Throws: `StoreError`.
    func report(progress: Double, message: String, of id: TaskID) throws(StoreError)
}
