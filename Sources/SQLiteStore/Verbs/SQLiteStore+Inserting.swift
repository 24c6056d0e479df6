import Platform
package import TaskModel

extension SQLiteStore {
    package func insert(_ tasks: [PendingInsert]) throws(StoreError) -> [InsertResult] {
        try write { connection throws(StoreError) in
            let results = try connection.insert(tasks)
            Failpoint.callWritten.pass()
            return results
        }
    }

    package func insertReserved(_ tasks: [NewTask], wait: WriteWait) throws(StoreError) -> [NewTask]? {
        try write(wait) { connection throws(StoreError) in try connection.insert(reservedID: tasks) }
    }
}

extension BorrowedConnection: BorrowedTransaction {
    package func insertReserved(_ tasks: [NewTask]) throws(StoreError) -> [NewTask] {
        try write { connection throws(StoreError) in try connection.insert(reservedID: tasks) }
    }
}

extension WriteLockProbe: CommitProbe {}
