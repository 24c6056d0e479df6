#if PostgreSQL
package import Platform
package import TaskModel

extension PostgresStore {
    package func task(_ id: TaskID) throws(StoreError) -> TaskRow? {
        try read { connection throws(StoreError) in try connection.task(id) }
    }

    package func ended(among ids: [TaskID]) throws(StoreError) -> [TaskID] {
        try read { connection throws(StoreError) in try connection.ended(among: ids) }
    }

    package func hasWork(now: WallTime) throws(StoreError) -> Bool {
        try read { connection throws(StoreError) in try connection.hasWork(now: now) }
    }

    package func nextDue(after now: WallTime) throws(StoreError) -> WallTime? {
        try read { connection throws(StoreError) in try connection.nextDue(after: now) }
    }

    package func cancel(_ id: TaskID, now: WallTime, wait: WriteWait) throws(StoreError) -> Cancellation? {
        try write(wait) { connection throws(StoreError) in try connection.cancellation(of: id, now: now) }
    }

    package func unwantedAttempts() throws(StoreError) -> [UnwantedAttempt] {
        try read { connection throws(StoreError) in try connection.unwantedAttempts() }
    }

    package func report(progress: Double, message: String, of id: TaskID) throws(StoreError) {
        try writeAlone { connection throws(StoreError) in try connection.report(progress: progress, message, of: id) }
    }
}
#endif
