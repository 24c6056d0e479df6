package import InspectionModel
package import Platform
package import SQLiteStore
package import TaskModel

extension Connection {
    /// The faults that SQLite finds in the file, at most ten; it reads the whole file.
    package func faults() throws(StoreError) -> [String] {
        try statement("PRAGMA quick_check(10)").rows { $0.text(0) }.filter { $0 != "ok" }
    }

    /// The tables in the file that are not Autocron's.
    package func foreignTables() throws(StoreError) -> [String] {
        try statement(
            """
            SELECT name FROM sqlite_master WHERE type IN ('table', 'view') \
            AND name NOT GLOB 'autocron_*' AND name NOT GLOB 'sqlite_*' ORDER BY name
            """
        ).rows { $0.text(0) }
    }

    /// The size of the file, and of its free pages, in bytes.
    package func size() throws(StoreError) -> (bytes: Int64, free: Int64) {
        let page = try statement("PRAGMA page_size").first { $0.integer(0) } ?? 0
        let pages = try statement("PRAGMA page_count").first { $0.integer(0) } ?? 0
        let free = try statement("PRAGMA freelist_count").first { $0.integer(0) } ?? 0
        return (pages * page, free * page)
    }

    /// Parked tasks by name.
    package func parkedNames() throws(StoreError) -> [ParkedName] {
        try statement(
            "SELECT name, count(*) FROM autocron_tasks WHERE state = 5 GROUP BY name ORDER BY 2 DESC LIMIT 10"
        ).rows { row in ParkedName(name: row.blob(0), count: Int(row.integer(1))) }
    }

    /// The row of the newest task; 0 if there is none.
    package func newestRow() throws(StoreError) -> Int64 {
        try statement("SELECT max(id) FROM autocron_tasks").first { $0.integer(0) } ?? 0
    }

    /// The newest past instant in any task or schedule; if the clock is behind it, the clock was set back.
    package func newestPast() throws(StoreError) -> WallTime? {
        let created = try statement("SELECT created FROM autocron_tasks ORDER BY id DESC LIMIT 1").first {
            $0.time(0)
        }
        let fired = try statement("SELECT max(last) FROM autocron_schedules").first { $0.optionalTime(0) }
        return [created, fired ?? nil].compactMap(\.self).max()
    }
}
