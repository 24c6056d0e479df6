import CSQLite
package import TaskModel

/// A connection of the application's own, which tasks are written through, inside its open transaction.
///
/// It remains its owner's: no setting, hook or handler is changed, nor the value of `last_insert_rowid`; every
/// statement is finalized; and a failure undoes what was written here and nothing else, so that the owner may still
/// commit the rest. Only the owner's thread uses it, within the calls of this type. Safe because the pointer never
/// leaves it. The owner guarantees that the pointer is an open connection; no function of SQLite can check that.
@safe
package struct BorrowedConnection {
    private let handle: OpaquePointer
    private let file: DatabaseFile

    /// Borrows a connection.
    ///
    /// - Parameters:
    ///   - handle: The owner's pointer from `sqlite3_open`.
    ///   - file: The database that tasks are stored in.
    /// - Throws: `StoreError` if no task could be written through it: it has no transaction open, has another file
    ///   open, or is read-only, or our tables there are not those of this build.
    package init(_ handle: OpaquePointer, to file: DatabaseFile) throws(StoreError) {
        unsafe self.handle = handle
        self.file = file
        try checkFile()
        try checkTransaction("begin one before, with 'BEGIN IMMEDIATE'")
        try Schema.require(on: unsafe Connection(lent: handle, path: file.path))
    }

    /// Runs a body that writes, inside the owner's transaction.
    ///
    /// - Parameter body: Uses the connection; if it throws, its changes are undone.
    /// - Returns: The body's result; it is on disk when the owner commits.
    /// - Throws: `StoreError`.
    package func write<R>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        try checkTransaction("it was ended before the tasks were written; end it after 'transaction(on:)' has returned")
        let connection = unsafe Connection(lent: handle, path: file.path)
        // The owner may have inserted a row just before, and ask for its row ID after this.
        let row = unsafe sqlite3_last_insert_rowid(handle)
        defer { unsafe sqlite3_set_last_insert_rowid(handle, row) }
        try connection.execute("SAVEPOINT autocron")
        do throws(StoreError) {
            let result = try body(connection)
            try connection.execute("RELEASE autocron")
            return result
        } catch {
            // Some errors, such as a full disk, have ended the whole transaction; the errors of these two then mean
            // nothing.
            try? connection.execute("ROLLBACK TO autocron")
            try? connection.execute("RELEASE autocron")
            throw explained(error)
        }
    }

    private func checkFile() throws(StoreError) {
        let name = unsafe sqlite3_db_filename(handle, "main").map { unsafe String(cString: $0) } ?? ""
        guard !name.isEmpty else {
            throw StoreError(
                .otherDatabase,
                "the connection's database is in memory, and tasks are stored in '\(file.path)'; lend a connection to that"
            )
        }
        guard DatabaseFile.resolve(name) == file.path else {
            throw StoreError(
                .otherDatabase,
                "the connection has '\(name)' open, and tasks are stored in '\(file.path)'; lend a connection to that, or "
                    + "start autocron with the application's own database"
            )
        }
        guard !(unsafe Connection(lent: handle, path: file.path)).hasMoved else {
            throw StoreError(
                .replaced,
                "the database '\(file.path)' was moved, deleted or replaced since the connection was opened; open it anew"
            )
        }
        guard unsafe sqlite3_db_readonly(handle, "main") == 0 else {
            throw StoreError(
                .readOnly, "the connection has '\(file.path)' open for reading only; lend one that may write")
        }
    }

    private func checkTransaction(_ advice: String) throws(StoreError) {
        guard isOutsideTransaction else { return }
        throw StoreError(.noTransaction, "the connection to '\(file.path)' has no transaction open: \(advice)")
    }

    private var isOutsideTransaction: Bool {
        unsafe sqlite3_get_autocommit(handle) != 0
    }

    /// Adds what the owner must know beyond the error itself.
    private func explained(_ error: StoreError) -> StoreError {
        if isOutsideTransaction {
            return StoreError(error.code, error.description + "; SQLite has rolled the whole transaction back")
        }
        guard error.code == .busy else { return error }
        return StoreError(
            .busy,
            error.description + "; the transaction is still open: roll it back and try again, begin it with "
                + "'BEGIN IMMEDIATE', and give the connection a busy handler"
        )
    }
}
