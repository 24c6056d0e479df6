import SQLiteStore
package import TaskModel

/// Opens the store that a database's name means; nothing else knows more than one kind.
package enum StoreOpening {
    /// What a process does with the database.
    package enum Role: Equatable, Sendable {
        /// It stores tasks, and may host the workers; a database that does not exist is created.
        case application(syncsOnCommit: Bool)
        /// It runs tasks; its application has created the database.
        case worker(syncsOnCommit: Bool)
        /// It shows and changes tasks at a user's command, which is worth waiting for the disk.
        case tool
    }

    /// Opens a database.
    ///
    /// - Parameters:
    ///   - database: The path of a file, or the `address` of a store.
    ///   - role: What the process does with it.
    /// - Returns: The open store.
    /// - Throws: `StoreError`, worded for the person who wrote the name.
    package static func open(_ database: String, as role: Role) throws(StoreError) -> any TaskStore {
        try SQLiteStore(path: database, access: access(of: role))
    }

    private static func access(of role: Role) -> SQLiteStore.Access {
        switch role {
        case .application(let syncsOnCommit): SQLiteStore.Access(syncsOnCommit: syncsOnCommit)
        // A worker that cannot write tries again by itself, and must see its pool's messages in the meantime.
        case .worker(let syncsOnCommit):
            SQLiteStore.Access(
                syncsOnCommit: syncsOnCommit, busyTimeout: .seconds(2), creates: false, checkpointsAtClose: false)
        // Only the pool's host runs checkpoints.
        case .tool: SQLiteStore.Access(syncsOnCommit: true, creates: false, checkpointsAtClose: false)
        }
    }
}
