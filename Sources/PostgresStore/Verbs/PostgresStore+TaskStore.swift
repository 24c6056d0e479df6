#if PostgreSQL
package import TaskModel

extension PostgresStore: TaskStore {
    package var location: String { string.location }

    package var address: String { string.address }

    package var answersAtOnce: Bool { false }

    package func changeCounter() throws(StoreError) -> Int64 {
        try read { connection throws(StoreError) in try connection.changeCounter() }
    }

    package func storedSettings() throws(StoreError) -> [Setting: SettingValue] {
        try read { connection throws(StoreError) in try connection.storedSettings() }
    }

    package func pin(_ values: [Setting: SettingValue], servedQueues: Set<String>?) throws(StoreError) {
        // Each machine's host has queues of its own, and nothing stored says yet which hosts live.
        try write { connection throws(StoreError) in try connection.pin(values) }
    }

    package func hazard() throws(StoreError) -> String? {
        let isReadable = try read { connection throws(StoreError) in connection.isReadableByOthers }
        guard isReadable else { return nil }
        return
            "the session with '\(location)' goes to another machine unencrypted, so others on the network can read and "
            + "change tasks: turn on TLS on the server, and add 'sslmode=verify-full' to the connection string"
    }

    /// Never: the server vacuums by itself, and old outcomes are deleted while a host is quiet.
    package func isMaintenanceDue(_ occasion: MaintenanceOccasion) -> Bool { false }

    package func makeMaintenance(report: @escaping @Sendable (StoreNotice) -> Void) -> any StoreMaintenance {
        PostgresMaintenance(store: self, report: report)
    }

    package func borrow(_ connection: OpaquePointer) throws(StoreError) -> any BorrowedTransaction {
        throw StoreError(
            .otherDatabase,
            "tasks are stored on the server '\(location)', and a transaction of SQLite cannot hold them: use "
                + "'transaction(executing:)' within a transaction on that server, or call the functions once the "
                + "transaction of SQLite is committed")
    }

    package func enqueueStatement(notifies: Bool) throws(StoreError) -> any EnqueueStatement {
        FunctionCall(schema: string.schema, notifies: notifies)
    }

    package func makeCommitProbe() -> (any CommitProbe)? { nil }
}
#endif
