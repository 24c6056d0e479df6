import Platform
package import TaskModel
package import WorkerFiles

extension SQLiteStore: TaskStore {
    package var location: String { file.path }

    package var address: String { file.path }

    package var poolFolder: String { PoolDirectory(database: file.path).path }

    package var answersAtOnce: Bool { true }

    package func changeCounter() throws(StoreError) -> Int64 {
        try dataVersion()
    }

    package func storedSettings() throws(StoreError) -> [Setting: SettingValue] {
        try read { connection throws(StoreError) in try connection.storedSettings() }
    }

    package func pin(_ values: [Setting: SettingValue], servedQueues: Set<String>?) throws(StoreError) {
        try write { connection throws(StoreError) in
            try connection.pin(values)
            try connection.pin(servedQueues: servedQueues)
        }
    }

    /// Warns of a bug of SQLite 3.7.0 to 3.51.2.
    ///
    /// It can lose commits when connections of several programs checkpoint one file; see ``Checkpointer``. Our own
    /// connections cannot bring that about, others on the same file can.
    package func hazard() throws(StoreError) -> String? {
        guard SQLiteVersion.losesCommits else { return nil }
        let isShared = try read { connection throws(StoreError) in try connection.hasForeignTables() }
        guard isShared else { return nil }
        return "'\(file.path)' also holds the application's own tables, and SQLite \(SQLiteVersion.text) has a bug by "
            + "which connections that checkpoint at the same time can lose commits (fixed in 3.51.3): update SQLite, set "
            + "'PRAGMA wal_autocheckpoint = 0' on all of those connections, or give autocron a file of its own"
    }

    package func isMaintenanceDue(_ occasion: MaintenanceOccasion) -> Bool {
        switch occasion {
        case .pool: walFrames > WriteAheadLog.limit
        case .caller: walFrames > WriteAheadLog.limitOfCallers
        // The owner may have set its connection not to copy the WAL, and its commits say nothing of the WAL's size.
        case .application: walSize > WriteAheadLog.sizeOfUncopied
        case .poll: walSize > WriteAheadLog.limit * 4_096
        }
    }

    package func makeMaintenance(report: @escaping @Sendable (StoreNotice) -> Void) -> any StoreMaintenance {
        SQLiteMaintenance(file: file, report: report)
    }

    package func borrow(_ connection: OpaquePointer) throws(StoreError) -> any BorrowedTransaction {
        try unsafe BorrowedConnection(connection, to: file)
    }

    package func enqueueStatement(notifies: Bool) throws(StoreError) -> any EnqueueStatement {
        throw StoreError(
            .otherDatabase,
            "tasks are stored in the file '\(file.path)', and 'transaction(executing:)' has a statement for PostgreSQL: use "
                + "'transaction(on:)' with a SQLite connection to that file, or give 'Autocron.start' the connection string "
                + "of the application's database")
    }

    package func makeCommitProbe() -> (any CommitProbe)? {
        try? WriteLockProbe(file: file, busyTimeout: .milliseconds(500))
    }

    package func canWriteThroughNewConnection() -> Bool {
        let access = Access(busyTimeout: .zero, creates: false, checkpointsAtClose: false)
        guard let other = try? SQLiteStore(path: file.path, access: access) else { return false }
        defer { other.close() }
        return (try? other.write { _ throws(StoreError) in }) != nil
    }
}

extension SQLiteStore: WriteQueueMember {
    package func joinWriteQueue(on page: SharedPage, as lane: SharedPage.Lane) throws(StoreError) {
        try join(page, lane)
    }
}
