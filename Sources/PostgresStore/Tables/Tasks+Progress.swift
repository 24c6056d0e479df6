#if PostgreSQL
package import TaskModel

extension PostgresConnection {
    /// Stores a running task's progress.
    ///
    /// - Parameters:
    ///   - progress: From 0 to 1.
    ///   - message: Describes the present step.
    ///   - id: The task's UUID.
    /// - Throws: `StoreError`.
    package func report(progress: Double, _ message: String, of id: TaskID) throws(StoreError) {
        // With 'state = 1' the planner may walk the index of running tasks, with all its dead entries.
        try run(
            "UPDATE tasks SET progress = $2, progress_message = $3 WHERE uuid = $1 AND state + 0 = 1",
            .id(id), .real(progress), .text(message))
    }
}
#endif
