package import Platform
package import TaskModel

/// What tools change in a store.
///
/// Each verb is one transaction; its caller wakes the pool afterwards.
package protocol StoreSteering: Sendable {
    // MARK: Tasks

    /// Stores one task.
    func insert(_ task: NewTask) throws(StoreError) -> InsertResult

    /// Makes tasks due at once that have ended without success, were parked, or are not due yet.
    ///
    /// - Returns: One result for each identifier.
    func retry(_ ids: [TaskID], now: WallTime) throws(StoreError) -> [RetryResult]

    /// Cancels tasks; workers stop those that run.
    ///
    /// - Returns: One result for each identifier.
    func cancel(_ ids: [TaskID], now: WallTime) throws(StoreError) -> [CancelResult]

    /// Deletes tasks that do not run, with their history.
    ///
    /// - Returns: One result for each identifier.
    func delete(_ ids: [TaskID]) throws(StoreError) -> [DeleteResult]

    /// Deletes some of the tasks that ended before an instant, few enough that other writers do not wait for long.
    func prune(before instant: WallTime, now: WallTime) throws(StoreError) -> PruneResult

    /// Stores a run of a recurring function that belongs to no instant, whether the function is paused or not.
    func runNow(schedule name: String, now: WallTime) throws(StoreError) -> RunNowResult

    // MARK: Pauses, settings

    /// Keeps tasks from being started until they are resumed; running tasks continue, and waiting ones stay waiting.
    func pause(_ subject: PauseSubject, now: WallTime) throws(StoreError) -> PauseChange

    /// Ends a pause.
    func resume(_ subject: PauseSubject, now: WallTime) throws(StoreError) -> PauseChange

    /// Stores settings; nil means the default.
    func set(_ values: [Setting: SettingValue?]) throws(StoreError)

    // MARK: Maintenance

    /// How urgently the store needs its host after what this process has written.
    var maintenanceNeed: MaintenanceNeed { get }

    /// Does the host's work, where there is no host.
    func performMaintenance() throws(StoreError)
}
