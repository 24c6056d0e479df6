import CSQLite

/// The SQLite library that this process runs with, which need not be the one that it was built with.
package enum SQLiteVersion {
    package static var text: String {
        unsafe String(cString: sqlite3_libversion())
    }

    /// Whether a passive checkpoint can race a commit that resets the WAL.
    package static var losesCommits: Bool {
        losesCommits(sqlite3_libversion_number())
    }

    /// Whether a version has that bug: 3.7.0, the first with a write-ahead log, to 3.51.2.
    ///
    /// See https://www.sqlite.org/wal.html#walresetbug
    ///
    /// - Parameter number: The value of `sqlite3_libversion_number`.
    static func losesCommits(_ number: Int32) -> Bool {
        (3_007_000..<3_051_003).contains(number)
    }
}
