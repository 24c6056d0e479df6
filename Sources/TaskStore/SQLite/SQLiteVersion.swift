import CSQLite

/// The SQLite library that this process runs with, which need not be the one that it was built with.
package enum SQLiteVersion {
    package static var text: String {
        unsafe String(cString: sqlite3_libversion())
    }

    /// Whether a passive checkpoint can race a commit that resets the log.
    ///
    /// See https://www.sqlite.org/wal.html#walresetbug
    package static var losesCommits: Bool {
        sqlite3_libversion_number() < 3_051_003
    }
}
