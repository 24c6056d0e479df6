package import TaskModel

extension Connection {
    /// Stores a running task's progress.
    ///
    /// - Parameters:
    ///   - progress: From 0 to 1.
    ///   - message: Describes the present step.
    ///   - id: The task's UUID.
    /// - Throws: `StoreError`.
    package func report(progress: Double, _ message: String, of id: TaskID) throws(StoreError) {
        try statement("UPDATE autocron_tasks SET progress = ?2, progress_message = ?3 WHERE uuid = ?1 AND state = 1")
            .run(.id(id), .real(progress), .text(message))
    }
}
