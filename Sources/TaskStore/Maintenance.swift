import CSQLite
import Foundation

/// What is done to a database as a whole, from outside and now and then.
package enum Maintenance {
    /// Opens one connection, outside of any transaction.
    private static func open(_ file: DatabaseFile) throws(StoreError) -> Connection {
        try Connection(
            path: file.path, waitsForDisk: true, patience: .seconds(5), checkpointsAtClose: false, requiresTables: true
        )
    }

    /// Rewrites the file without its holes; for whoever holds the pool's lock, since it locks everybody else out.
    ///
    /// - Parameter file: the database.
    /// - Throws: `StoreError`.
    package static func vacuum(_ file: DatabaseFile) throws(StoreError) {
        try open(file).execute("VACUUM")
        // The new content is in the log; only now does the file get smaller.
        _ = try Checkpointer(file: file).run()
    }

    /// Writes a consistent copy of a database that others may use meanwhile.
    ///
    /// - Parameters:
    ///   - file: the database.
    ///   - path: an empty file.
    /// - Throws: `StoreError`.
    package static func copy(_ file: DatabaseFile, to path: String) throws(StoreError) {
        let source = try open(file)
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE
        let result = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        defer { unsafe sqlite3_close_v2(opened) }
        guard result == SQLITE_OK, let target = unsafe opened else {
            throw unsafe StoreError(result, handle: opened, path: path)
        }
        guard let backup = unsafe sqlite3_backup_init(target, "main", source.handle, "main") else {
            throw unsafe StoreError(sqlite3_extended_errcode(target), handle: target, path: path)
        }
        // In one step: between two steps somebody could commit, and it would begin again, for ever on a busy file.
        let copied = unsafe sqlite3_backup_step(backup, -1)
        let finished = unsafe sqlite3_backup_finish(backup)
        guard copied == SQLITE_DONE, finished == SQLITE_OK else {
            throw unsafe StoreError(copied == SQLITE_DONE ? finished : copied, handle: target, path: path)
        }
    }

    /// Makes sure that nobody else has the database open, by leaving the write-ahead log, which takes it for us alone.
    ///
    /// - Parameter file: the database.
    /// - Returns: false if somebody else has it open; then it is as before.
    /// - Throws: `StoreError`.
    package static func isolate(_ file: DatabaseFile) throws(StoreError) -> Bool {
        let connection = try Connection(
            path: file.path, waitsForDisk: true, patience: .milliseconds(200), checkpointsAtClose: false,
            requiresTables: true
        )
        do throws(StoreError) {
            return try connection.statement("PRAGMA journal_mode = DELETE").first { $0.text(0) } == "delete"
        } catch  where error.code == .busy {
            return false
        }
    }
}
