import CSQLite
import Foundation
package import TaskModel

/// Occasional operations on a whole database by tools.
package enum Maintenance {
    /// Opens one connection, outside of any transaction.
    private static func open(_ file: DatabaseFile) throws(StoreError) -> Connection {
        try Connection(
            path: file.path, syncsOnCommit: true, busyTimeout: .seconds(5), checkpointsAtClose: false,
            requiresTables: true
        )
    }

    /// Rewrites the file without free pages; the caller must hold the pool's lock, because this locks out all other
    /// connections.
    ///
    /// - Parameter file: The database.
    /// - Throws: `StoreError`.
    package static func vacuum(_ file: DatabaseFile) throws(StoreError) {
        try open(file).execute("VACUUM")
        // The new content is in the WAL; only the checkpoint makes the file smaller.
        _ = try Checkpointer(file: file).run()
    }

    /// Writes a consistent copy of a database while other processes use it.
    ///
    /// - Parameters:
    ///   - file: The database.
    ///   - path: An empty file.
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
        // In one step: after a commit between two steps it would begin again, forever on a busy file.
        let copied = unsafe sqlite3_backup_step(backup, -1)
        let finished = unsafe sqlite3_backup_finish(backup)
        guard copied == SQLITE_DONE, finished == SQLITE_OK else {
            throw unsafe StoreError(copied == SQLITE_DONE ? finished : copied, handle: target, path: path)
        }
    }

    /// Makes sure that no other connection has the database open, by leaving WAL mode, which needs exclusive access.
    ///
    /// - Parameter file: The database.
    /// - Returns: False if another connection has it open; the database is then unchanged.
    /// - Throws: `StoreError`.
    package static func isolate(_ file: DatabaseFile) throws(StoreError) -> Bool {
        let connection = try Connection(
            path: file.path, syncsOnCommit: true, busyTimeout: .milliseconds(200), checkpointsAtClose: false,
            requiresTables: true
        )
        do throws(StoreError) {
            return try connection.statement("PRAGMA journal_mode = DELETE").first { $0.text(0) } == "delete"
        } catch  where error.code == .busy {
            return false
        }
    }
}
