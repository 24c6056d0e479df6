#if PostgreSQL
package import InspectionModel
package import Platform
package import PostgresStore
package import TaskModel

// Each verb is one transaction around the statements of this folder and of `PostgresStore`, or one statement.

extension PostgresStore: TaskInspection {}

extension PostgresStore: StoreReports {
    package func tasks(
        matching filter: TaskFilter, after cursor: TaskCursor?, limit: Int
    ) throws(StoreError) -> TaskPage {
        try readTogether { connection throws(StoreError) in
            try connection.page(of: filter, after: cursor, limit: limit)
        }
    }

    package func count(matching filter: TaskFilter) throws(StoreError) -> TaskCount {
        try readTogether { connection throws(StoreError) in try connection.countTasks(matching: filter) }
    }

    package func step(of sweep: TaskSweep, examining limit: Int) throws(StoreError) -> TaskSweep.Step {
        try readTogether { connection throws(StoreError) in try connection.step(of: sweep, examining: limit) }
    }

    package func details(of ids: [TaskID]) throws(StoreError) -> [TaskDetails] {
        try readTogether { connection throws(StoreError) in
            var details: [TaskDetails] = []
            for id in ids {
                if let found = try connection.details(id) { details.append(found) }
            }
            return details
        }
    }

    package func tasks(inSlots slots: [String]) throws(StoreError) -> [String: [TaskSummary]] {
        try readTogether { connection throws(StoreError) in
            var tasks: [String: [TaskSummary]] = [:]
            for slot in slots { tasks[slot] = try connection.summaries(try connection.rows(inSlot: slot)) }
            return tasks
        }
    }

    package func overview(now: WallTime) throws(StoreError) -> Overview {
        try readTogether { connection throws(StoreError) in try connection.overview(now: now) }
    }

    package func endedTasks(inSeconds seconds: Range<Int64>) throws(StoreError) -> [Int] {
        let spans = seconds.map { second in
            let start = WallTime(microseconds: second * 1_000_000)
            return start..<start + .seconds(1)
        }
        return try read { connection throws(StoreError) in try connection.endedTasks(in: spans) }
    }

    package func endedTasks(before instant: WallTime) throws(StoreError) -> Int {
        try read { connection throws(StoreError) in
            try connection.endedTasks(in: [.distantPast..<instant]).first ?? 0
        }
    }

    package func storageSize() throws(StoreError) -> StorageSize {
        let bytes = try read { connection throws(StoreError) in try connection.size() }
        return StorageSize(bytes: bytes, walBytes: nil)
    }

    package func scheduleRows() throws(StoreError) -> [ScheduleRow] {
        try readTogether { connection throws(StoreError) in try connection.scheduleRows() }
    }

    package func pauses() throws(StoreError) -> [Pause] {
        try readTogether { connection throws(StoreError) in try connection.pauses() }
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
#endif
