package import Platform
package import TaskModel

/// What tools read of a store.
///
/// Each verb reads one state of the store, and blocks no writer.
package protocol StoreReports: Sendable {
    /// Where the tasks are stored, as messages name it: a file's path, or a server's address without password.
    var location: String { get }

    // MARK: Tasks

    /// Reads one page of a list: waiting tasks by due time, others newest first.
    ///
    /// - Parameters:
    ///   - filter: Selects the tasks.
    ///   - cursor: Where the list continues; nil for its beginning.
    ///   - limit: The maximum number of tasks; the store examines no more than a short read allows.
    func tasks(
        matching filter: TaskFilter, after cursor: TaskCursor?, limit: Int
    ) throws(StoreError) -> TaskPage

    /// Counts the tasks that match a filter, as far as a short read allows.
    func count(matching filter: TaskFilter) throws(StoreError) -> TaskCount

    /// Makes the next step of a walk along all tasks of a filter.
    ///
    /// - Parameters:
    ///   - sweep: The walk, or what the last step has left of it.
    ///   - limit: The maximum number of tasks to examine.
    func step(of sweep: TaskSweep, examining limit: Int) throws(StoreError) -> TaskSweep.Step

    /// Reads tasks whole; those that do not exist are left out.
    func details(of ids: [TaskID]) throws(StoreError) -> [TaskDetails]

    /// The tasks of workers, by slot: the one that each runs, and those that it has reserved.
    func tasks(inSlots slots: [String]) throws(StoreError) -> [String: [TaskSummary]]

    // MARK: Counts

    /// Counts the tasks by state and queue.
    ///
    /// - Parameter now: The present, which divides the due tasks from the later ones.
    func overview(now: WallTime) throws(StoreError) -> Overview

    /// The number of tasks that ended in each of some seconds since 1970.
    func endedTasks(inSeconds seconds: Range<Int64>) throws(StoreError) -> [Int]

    /// The number of tasks that ended before an instant.
    func endedTasks(before instant: WallTime) throws(StoreError) -> Int

    /// The space that the store takes.
    func storageSize() throws(StoreError) -> StorageSize

    // MARK: Schedules, pauses, settings

    /// All recurring functions by name, including those that no program has any more.
    func scheduleRows() throws(StoreError) -> [ScheduleRow]

    /// Everything that is paused.
    func pauses() throws(StoreError) -> [Pause]

    /// The values of all settings, in their order.
    func settings() throws(StoreError) -> [SettingRow]

    // MARK: Names

    /// The names of all functions in the program that started last.
    func functionNames() throws(StoreError) -> [String]

    /// The names of all queues that have tasks, and of the default queue.
    func queueNames() throws(StoreError) -> [String]

    // MARK: Health

    /// What the store finds wrong with itself and its surroundings, without reading all of it.
    func storeFindings() throws(StoreError) -> [Finding]

    /// Checks all of the store's content, which takes as long as reading it.
    func integrityFinding() throws(StoreError) -> Finding

    /// The newest past instant in any task or schedule; if the clock is behind it, the clock was set back.
    func newestPast() throws(StoreError) -> WallTime?

    /// The slots whose workers run something, according to the store.
    func occupiedSlots() throws(StoreError) -> [String]

    /// Finds out whether workers that wait for tasks will wait forever.
    ///
    /// - Parameter workers: What each worker of a pool executes, and what that waits for.
    /// - Returns: nil if one of them can continue.
    func standstill(of workers: [AwaitingAttempt]) throws(StoreError) -> Standstill?

    /// The names with the most parked tasks, at most ten.
    func parkedNames() throws(StoreError) -> [ParkedName]
}
