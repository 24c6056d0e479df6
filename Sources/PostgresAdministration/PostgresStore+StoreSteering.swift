#if PostgreSQL
package import InspectionModel
package import Platform
package import PostgresStore
package import TaskModel

extension PostgresStore: StoreSteering {
    package func retry(_ ids: [TaskID], now: WallTime) throws(StoreError) -> [RetryResult] {
        try writeEach(ids) { connection, id throws(StoreError) in try connection.retry(id, now: now) }
    }

    package func cancel(_ ids: [TaskID], now: WallTime) throws(StoreError) -> [CancelResult] {
        try writeEach(ids) { connection, id throws(StoreError) in try connection.cancel(id, now: now) }
    }

    package func delete(_ ids: [TaskID]) throws(StoreError) -> [DeleteResult] {
        try writeEach(ids) { connection, id throws(StoreError) in try connection.delete(id) }
    }

    /// Changes some tasks in one transaction.
    private func writeEach<R: Sendable>(
        _ ids: [TaskID], _ change: (PostgresConnection, TaskID) throws(StoreError) -> R
    ) throws(StoreError) -> [R] {
        try write { connection throws(StoreError) in
            try connection.lockTasks(ids)
            var results: [R] = []
            for id in ids { results.append(try change(connection, id)) }
            return results
        }
    }

    package func prune(before instant: WallTime, now: WallTime) throws(StoreError) -> PruneResult {
        try write { connection throws(StoreError) in
            let deleted = try connection.deleteFinished(before: instant, now: now)
            return PruneResult(tasks: deleted.tasks, mayHaveMore: deleted.mayHaveMore)
        }
    }

    package func runNow(schedule name: String, now: WallTime) throws(StoreError) -> RunNowResult {
        try write { connection throws(StoreError) in try connection.runNow(schedule: name, now: now) }
    }

    package func pause(_ subject: PauseSubject, now: WallTime) throws(StoreError) -> PauseChange {
        try write { connection throws(StoreError) in try connection.pause(subject, now: now) }
    }

    package func resume(_ subject: PauseSubject, now: WallTime) throws(StoreError) -> PauseChange {
        try write { connection throws(StoreError) in try connection.resume(subject, now: now) }
    }

    package func set(_ values: [Setting: SettingValue?]) throws(StoreError) {
        try write { connection throws(StoreError) in
            // In one order, so that two sessions cannot wait for each other.
            for setting in Setting.allCases {
                if let value = values[setting] { try connection.set(value, for: setting) }
            }
        }
    }

    /// The server does its work by itself.
    package var maintenanceNeed: MaintenanceNeed { .notNeeded }

    package func performMaintenance() throws(StoreError) {}
}
#endif
