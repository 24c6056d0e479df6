#if PostgreSQL
package import InspectionModel
package import Platform
package import PostgresStore
package import TaskModel

extension PostgresConnection {
    /// Parked tasks by name.
    package func parkedNames() throws(StoreError) -> [ParkedName] {
        try rows(
            "SELECT name, count(*) FROM tasks WHERE state = 5 GROUP BY name ORDER BY 2 DESC, name LIMIT 10"
        ) { row in ParkedName(name: row.bytes(0), count: Int(row.integer(1))) }
    }

    /// The row of the newest task; 0 if there is none.
    package func newestRow() throws(StoreError) -> Int64 {
        try first("SELECT max(id) FROM tasks") { $0.integer(0) } ?? 0
    }

    /// The newest past instant in any task or schedule; if the clock is behind it, the clock was set back.
    package func newestPast() throws(StoreError) -> WallTime? {
        // One that is missing does not count.
        try first(
            """
            SELECT greatest((SELECT created FROM tasks ORDER BY id DESC LIMIT 1), (SELECT max(last) FROM schedules))
            """
        ) { $0.optionalTime(0) } ?? nil
    }
}
#endif
