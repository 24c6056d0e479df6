import CSQLite
import Foundation

/// What is done to a database as a whole, from outside and now and then.
package enum Maintenance {
    /// The SQLite library that this process uses.
    package static var sqliteVersion: String { unsafe String(cString: sqlite3_libversion()) }

    /// Whether that library may lose commits when several programs checkpoint one file: 3.7.0 to 3.51.2.
    package static var hasCheckpointRace: Bool {
        sqlite3_libversion_number() >= 3_007_000 && sqlite3_libversion_number() < 3_051_003
    }

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

extension Connection {
    /// What SQLite finds wrong with the file, at most ten faults; it reads the whole file.
    package func faults() throws(StoreError) -> [String] {
        try statement("PRAGMA quick_check(10)").rows { $0.text(0) }.filter { $0 != "ok" }
    }

    /// The tables in the file that are not ours.
    package func foreignTables() throws(StoreError) -> [String] {
        try statement(
            """
            SELECT name FROM sqlite_master WHERE type IN ('table', 'view') \
            AND name NOT GLOB 'autocron_*' AND name NOT GLOB 'sqlite_*' ORDER BY name
            """
        ).rows { $0.text(0) }
    }

    /// How many bytes the file has, and how many of them are holes.
    package func size() throws(StoreError) -> (bytes: Int64, free: Int64) {
        let page = try statement("PRAGMA page_size").first { $0.integer(0) } ?? 0
        let pages = try statement("PRAGMA page_count").first { $0.integer(0) } ?? 0
        let free = try statement("PRAGMA freelist_count").first { $0.integer(0) } ?? 0
        return (pages * page, free * page)
    }

    /// Parked tasks by name.
    package func parkedNames() throws(StoreError) -> [(name: [UInt8], count: Int)] {
        try statement(
            "SELECT name, count(*) FROM autocron_tasks WHERE state = 5 GROUP BY name ORDER BY 2 DESC LIMIT 10"
        ).rows { row in (row.blob(0), Int(row.integer(1))) }
    }

    /// The newest instant that any task or schedule speaks of as past; a clock that is behind it was set back.
    package func newestPast() throws(StoreError) -> Int64? {
        let created = try statement("SELECT created FROM autocron_tasks ORDER BY id DESC LIMIT 1").first {
            $0.integer(0)
        }
        let fired = try statement("SELECT max(last) FROM autocron_schedules").first { $0.optionalInteger(0) }
        return [created, fired ?? nil].compactMap(\.self).max()
    }
}
