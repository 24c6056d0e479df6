package import Platform
package import SQLiteStore
package import TaskModel

/// A recurring function as stored in the database.
package struct ScheduleRow: Hashable, Sendable {
    package var name: [UInt8]
    /// The text of its expression or interval.
    package var spec: [UInt8]
    /// The newest instant that has been planned.
    package var last: WallTime
    /// Whether the program that started last has the function.
    package var isActive: Bool
    package var isPaused: Bool
    /// How many instants got no run because no program ran, and because an earlier run had not ended.
    package var missed: Int64
    package var overlapped: Int64
    /// As the attribute spells them.
    package var missedPolicy: [UInt8]?
    package var overlapPolicy: [UInt8]?
    /// The row of its newest run that is still kept.
    package var lastRun: Int64?
}

extension Connection {
    /// Reads all recurring functions, including those that no program has any more.
    package func scheduleRows() throws(StoreError) -> [ScheduleRow] {
        var readings = try statement(
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
        for index in readings.indices {
            readings[index].lastRun = try statement(
                """
                SELECT id FROM autocron_tasks WHERE scheduled_at IS NOT NULL AND name = ?1 \
                ORDER BY scheduled_at DESC LIMIT 1
                """
            ).first(.text(String(decoding: readings[index].name, as: UTF8.self))) { $0.integer(0) }
        }
        return readings
    }
}
