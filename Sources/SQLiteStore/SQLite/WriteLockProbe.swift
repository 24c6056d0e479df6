package import TaskModel

/// Waits for the database's write lock, to learn that the transaction that held it has ended.
package final class WriteLockProbe {
    private let connection: Connection

    /// Opens a connection of its own: the wait may be long, and must not block this process's writer.
    ///
    /// - Parameters:
    ///   - file: The database.
    ///   - busyTimeout: The maximum time of one wait.
    /// - Throws: `StoreError`.
    package init(file: DatabaseFile, busyTimeout: Duration) throws(StoreError) {
        connection = try Connection(
            path: file.path, syncsOnCommit: false, busyTimeout: busyTimeout, checkpointsAtClose: false
        )
    }

    /// Waits until no connection holds the lock.
    ///
    /// - Returns: False if a connection still holds it after the timeout.
    /// - Throws: `StoreError`.
    package func waitUntilFree() throws(StoreError) -> Bool {
        do {
            try connection.write { _ throws(StoreError) in }
            return true
        } catch  where error.code == .busy {
            return false
        }
    }
}
