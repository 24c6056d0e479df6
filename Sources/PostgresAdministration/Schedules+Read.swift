#if PostgreSQL
package import InspectionModel
import Platform
package import PostgresStore
package import TaskModel

extension PostgresConnection {
    /// Reads all recurring functions, including those that no program has any more.
    package func scheduleRows() throws(StoreError) -> [ScheduleRow] {
        var found = try rows(
            """
            SELECT name, spec, last, active, paused, missed, overlapped, missed_policy, overlap_policy, \
            (SELECT id FROM tasks WHERE scheduled_at IS NOT NULL AND tasks.name = schedules.name \
            ORDER BY scheduled_at DESC LIMIT 1) FROM schedules ORDER BY name
            """
        ) { row in
            let schedule = ScheduleRow(
                name: row.bytes(0), spec: row.bytes(1), last: row.time(2), isActive: row.bool(3), isPaused: row.bool(4),
                missed: row.integer(5), overlapped: row.integer(6), missedPolicy: row.optionalBytes(7),
                overlapPolicy: row.optionalBytes(8))
            return (schedule: schedule, run: row.optionalInteger(9))
        }
        let runs = try summaries(found.compactMap(\.run))
        let byRow = Dictionary(uniqueKeysWithValues: runs.map { ($0.row, $0) })
        for index in found.indices { found[index].schedule.lastRun = found[index].run.flatMap { byRow[$0] } }
        return found.map(\.schedule)
    }
}
#endif
