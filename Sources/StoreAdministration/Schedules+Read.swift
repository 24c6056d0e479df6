package import InspectionModel
import Platform
package import SQLiteStore
package import TaskModel

extension Connection {
    /// Reads all recurring functions, including those that no program has any more.
    package func scheduleRows() throws(StoreError) -> [ScheduleRow] {
        var rows = try statement(
            """
            SELECT name, spec, last, active, paused, missed, overlapped, missed_policy, overlap_policy \
            FROM autocron_schedules ORDER BY name
            """
        ).rows { row in
            ScheduleRow(
                name: row.blob(0), spec: row.blob(1), last: row.time(2), isActive: row.integer(3) != 0,
                isPaused: row.integer(4) != 0, missed: row.integer(5), overlapped: row.integer(6),
                missedPolicy: row.optionalBlob(7), overlapPolicy: row.optionalBlob(8)
            )
        }
        for index in rows.indices {
            let run = try statement(
                """
                SELECT id FROM autocron_tasks WHERE scheduled_at IS NOT NULL AND name = ?1 \
                ORDER BY scheduled_at DESC LIMIT 1
                """
            ).first(.text(String(decoding: rows[index].name, as: UTF8.self))) { $0.integer(0) }
            rows[index].lastRun = try run.map { row throws(StoreError) in try summary(row) } ?? nil
        }
        return rows
    }
}
