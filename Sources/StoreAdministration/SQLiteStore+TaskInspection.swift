package import InspectionModel
package import Platform
package import SQLiteStore
package import TaskModel

// Each verb is one transaction around the statements of this folder and of `SQLiteStore`.

extension SQLiteStore: TaskInspection {}

extension SQLiteStore: StoreReports {
    package func tasks(
        matching filter: TaskFilter, after cursor: TaskCursor?, limit: Int
    ) throws(StoreError) -> TaskPage {
        try read { connection throws(StoreError) in try connection.page(of: filter, after: cursor, limit: limit) }
    }

    package func count(matching filter: TaskFilter) throws(StoreError) -> TaskCount {
        try read { connection throws(StoreError) in try connection.countTasks(matching: filter) }
    }

    package func step(of sweep: TaskSweep, examining limit: Int) throws(StoreError) -> TaskSweep.Step {
        try read { connection throws(StoreError) in try connection.step(of: sweep, examining: limit) }
    }

    package func details(of ids: [TaskID]) throws(StoreError) -> [TaskDetails] {
        try read { connection throws(StoreError) in
            var details: [TaskDetails] = []
            for id in ids {
                if let found = try connection.details(id) { details.append(found) }
            }
            return details
        }
    }

    package func tasks(inSlots slots: [String]) throws(StoreError) -> [String: [TaskSummary]] {
        try read { connection throws(StoreError) in
            var tasks: [String: [TaskSummary]] = [:]
            for slot in slots { tasks[slot] = try connection.summaries(try connection.rows(inSlot: slot)) }
            return tasks
        }
    }

    package func overview(now: WallTime) throws(StoreError) -> Overview {
        try read { connection throws(StoreError) in try connection.overview(now: now) }
    }

    package func endedTasks(inSeconds seconds: Range<Int64>) throws(StoreError) -> [Int] {
        try read { connection throws(StoreError) in
            var counts: [Int] = []
            for second in seconds {
                let start = WallTime(microseconds: second * 1_000_000)
                counts.append(try connection.endedTasks(from: start, to: start + .seconds(1)))
            }
            return counts
        }
    }

    package func endedTasks(before instant: WallTime) throws(StoreError) -> Int {
        try read { connection throws(StoreError) in try connection.endedTasks(from: .distantPast, to: instant) }
    }

    package func storageSize() throws(StoreError) -> StorageSize {
        let bytes = try read { connection throws(StoreError) in try connection.size().bytes }
        return StorageSize(bytes: bytes, walBytes: walSize)
    }

    package func scheduleRows() throws(StoreError) -> [ScheduleRow] {
        try read { connection throws(StoreError) in try connection.scheduleRows() }
    }

    package func pauses() throws(StoreError) -> [Pause] {
        try read { connection throws(StoreError) in try connection.pauses() }
    }

    package func settings() throws(StoreError) -> [SettingRow] {
        try read { connection throws(StoreError) in try connection.settings() }
    }

    package func functionNames() throws(StoreError) -> [String] {
        try read { connection throws(StoreError) in try connection.functionNames() }
    }

    package func queueNames() throws(StoreError) -> [String] {
        try read { connection throws(StoreError) in try connection.queueNames() }
    }

    package func newestPast() throws(StoreError) -> WallTime? {
        try read { connection throws(StoreError) in try connection.newestPast() }
    }

    package func parkedNames() throws(StoreError) -> [ParkedName] {
        try read { connection throws(StoreError) in try connection.parkedNames() }
    }
}
