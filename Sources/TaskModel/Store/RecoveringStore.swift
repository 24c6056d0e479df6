package import Platform

/// The verbs of the process that hosts the workers: what it recovers, brings back and finds out.
package protocol RecoveringStore {
    /// Recovers everything that a dead worker had: the tasks that it finished, executed, and only reserved.
    ///
    /// Doing it twice changes nothing, so a process that dies in the middle of it does no harm.
    ///
    /// - Parameters:
    ///   - work: The dead worker's work.
    ///   - now: The present.
    ///   - wait: How long to wait for other connections.
    /// - Returns: The new state of each task that this changed, the executing one first; nil if other connections wrote
    ///   for that long.
    /// - Throws: `StoreError`.
    func recover(_ work: DeadWorkerWork, now: WallTime, wait: WriteWait) throws(StoreError) -> [TaskTransition]?

    /// The slots whose workers run something, according to the database.
    ///
    /// - Throws: `StoreError`.
    func occupiedSlots() throws(StoreError) -> [String]

    /// Requeues the tasks of workers whose slot files cannot be read any more, as interrupted.
    ///
    /// - Parameters:
    ///   - slots: The slots.
    ///   - now: The present.
    ///   - wait: How long to wait for other connections.
    /// - Returns: The number of tasks requeued; nil if other connections wrote for that long.
    /// - Throws: `StoreError`.
    func requeueTasks(ofLostSlots slots: [String], now: WallTime, wait: WriteWait) throws(StoreError) -> Int?

    /// Reads some parked tasks.
    ///
    /// - Parameter cursor: Where an earlier page ended.
    /// - Returns: The next tasks by name, at most ``ParkedTaskCursor/page`` of them.
    /// - Throws: `StoreError`.
    func parkedTasks(after cursor: ParkedTaskCursor) throws(StoreError) -> [ParkedTask]

    /// Requeues parked tasks.
    ///
    /// - Parameter rows: The tasks; those that are no longer parked are left as they are.
    /// - Returns: The number requeued.
    /// - Throws: `StoreError`.
    func unpark(rows: [Int64]) throws(StoreError) -> Int

    /// The name of the function that an attempt executes.
    ///
    /// - Parameters:
    ///   - attempt: The attempt.
    ///   - slot: The slot of the worker that has it.
    /// - Returns: nil if the attempt has ended, or is another worker's.
    /// - Throws: `StoreError`.
    func nameOfRunning(_ attempt: AttemptID, slot: String) throws(StoreError) -> String?

    /// Finds out whether workers that wait for tasks will wait forever.
    ///
    /// - Parameter workers: What each worker of a pool executes, and what that waits for.
    /// - Returns: nil if one of them can continue.
    /// - Throws: `StoreError`.
    func standstill(of workers: [AwaitingAttempt]) throws(StoreError) -> Standstill?
}
