/// Waits for the database's write lock, to learn that the transaction that held it has ended.
package final class WriteTurn {
    private let connection: Connection

    /// Opens a connection of its own: the wait may be long, and must not block this process's writer.
    ///
    /// - Parameters:
    ///   - file: The database.
    ///   - patience: The maximum time of one wait.
    /// - Throws: `StoreError`.
    package init(file: DatabaseFile, patience: Duration) throws(StoreError) {
        connection = try Connection(
            path: file.path, waitsForDisk: false, patience: patience, checkpointsAtClose: false
        )
    }

    /// Waits until no connection holds the lock.
    ///
    /// - Returns: False if a connection still holds it after the timeout.
    /// - Throws: `StoreError`.
    package func comes() throws(StoreError) -> Bool {
        do {
            try connection.write { _ throws(StoreError) in }
            return true
        } catch  where error.code == .busy {
            return false
        }
    }
}
