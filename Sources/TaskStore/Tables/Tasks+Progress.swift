extension Connection {
    /// Notes how far a running task is.
    ///
    /// - Parameters:
    ///   - progress: from 0 to 1.
    ///   - message: what it is at.
    ///   - id: the task's UUID.
    /// - Throws: `StoreError`.
    package func report(progress: Double, _ message: String, of id: NewTask.Identifier) throws(StoreError) {
        try statement("UPDATE autocron_tasks SET progress = ?2, progress_message = ?3 WHERE uuid = ?1 AND state = 1")
            .run(.blob(id), .real(progress), .text(message))
    }
}
