import CSQLite

/// A connection of the application's own, through which tasks are written inside the transaction that it has open.
///
/// It stays its owner's: no setting, hook or handler is changed, nor what `last_insert_rowid` tells, every statement is finalized, and a failure undoes what
/// was written here and nothing else, so that the owner may still commit the rest. It is used by the owner's thread
/// alone, within the calls of this type. Safe because the pointer never leaves it; that it names an open connection, as
/// no function of SQLite can tell, is the owner's word.
@safe
package struct LentConnection {
    private let handle: OpaquePointer
    private let file: DatabaseFile

    /// Borrows a connection.
    ///
    /// - Parameters:
    ///   - handle: what `sqlite3_open` gave to the owner.
    ///   - file: where tasks are stored.
    /// - Throws: `StoreError` where no task could be written through it: it has no transaction open, or another file, or
    ///   may only read, or our tables there are not those of this build.
    package init(_ handle: OpaquePointer, to file: DatabaseFile) throws(StoreError) {
        unsafe self.handle = handle
        self.file = file
        try checkFile()
        try checkTransaction("begin one before, with 'BEGIN IMMEDIATE'")
        try Schema.require(on: unsafe Connection(lent: handle, path: file.path))
    }

    /// Runs a body that writes, inside the owner's transaction.
    ///
    /// - Parameter body: what to do with the connection; whatever it throws undoes what it has done.
    /// - Returns: what the body returns; it is on disk when the owner commits.
    /// - Throws: `StoreError`.
    package func write<R>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        try checkTransaction("it was ended before the tasks were written; end it after 'enqueue(in:)' has returned")
        let connection = unsafe Connection(lent: handle, path: file.path)
        // The owner may have inserted a row just before, and ask for its number after this.
        let row = unsafe sqlite3_last_insert_rowid(handle)
        defer { unsafe sqlite3_set_last_insert_rowid(handle, row) }
        try connection.execute("SAVEPOINT autocron")
        do throws(StoreError) {
            let result = try body(connection)
            try connection.execute("RELEASE autocron")
            return result
        } catch {
            // Some errors, a full disk among them, have ended the whole transaction; then these two are no news.
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
