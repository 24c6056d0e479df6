/// Waits for the database's write lock, to learn that whoever had it has ended.
package final class WriteTurn {
    private let connection: Connection

    /// Opens a connection of its own: the wait may be long, and must not keep this process's writer.
    ///
    /// - Parameters:
    ///   - file: the database.
    ///   - patience: how long one wait lasts at most.
    /// - Throws: `StoreError`.
    package init(file: DatabaseFile, patience: Duration) throws(StoreError) {
        connection = try Connection(
            path: file.path, waitsForDisk: false, patience: patience, checkpointsAtClose: false
        )
    }

    /// Waits until nobody has the lock.
    ///
    /// - Returns: false if somebody still has it when patience is over.
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
