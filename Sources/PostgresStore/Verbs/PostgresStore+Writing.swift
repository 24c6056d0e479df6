#if PostgreSQL
import Platform
package import TaskModel

extension PostgresStore {
    package func insert(_ task: NewTask) throws(StoreError) -> InsertResult {
        guard task.isPlain else { return try write { connection throws(StoreError) in try connection.insert(task) } }
        try writeAlone { connection throws(StoreError) in try connection.insertRows([task], queues: [:]) }
        return .stored
    }

    /// Always nil: the answer of a server is something to wait for.
    package func insertAtOnce(_ task: NewTask) throws(StoreError) -> InsertResult? { nil }

    package func insert(_ tasks: [PendingInsert]) throws(StoreError) -> [InsertResult] {
        // A caller that waits relies on the answer; what no caller waits for may be undone if the server crashes soon.
        let isDurable = tasks.contains { $0.completion != nil }
        if tasks.count == 1, isDurable, tasks[0].task.isPlain { return [try insert(tasks[0].task)] }
        return try write(isDurable: isDurable) { connection throws(StoreError) in
            let results = try connection.insert(tasks)
            Failpoint.callWritten.pass()
            return results
        }
    }

    package func insertReserved(_ tasks: [NewTask], wait: WriteWait) throws(StoreError) -> [NewTask]? {
        try write(wait) { connection throws(StoreError) in try connection.insert(reservedID: tasks) }
    }
}
#endif
