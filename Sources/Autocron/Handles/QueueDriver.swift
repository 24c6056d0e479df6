/// Who gets tasks done in a process that has no workers: the pool of a test, which is driven by whoever waits.
package protocol QueueDriver: Sendable {
    /// Runs tasks until one has ended or is parked.
    ///
    /// - Parameters:
    ///   - id: the task that somebody waits for.
    ///   - limit: how long the wait may last; nil for as long as it takes.
    ///   - runtime: what the tasks belong to.
    /// - Throws: `TaskError` if the task cannot end, or not in that time.
    func drive(to id: TaskID, within limit: Duration?, in runtime: Runtime) async throws(TaskError)
}
