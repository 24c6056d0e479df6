import SQLiteStore
package import TaskModel

#if PostgreSQL
import PostgresStore
#endif

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
        guard !isOnServer(database) else { return try openPostgreSQL(database, as: role) }
        return try SQLiteStore(path: database, access: access(of: role))
    }

    /// Whether a database's name is a connection string, and so no path.
    package static func isOnServer(_ database: String) -> Bool {
        ["postgres://", "postgresql://"].contains { database.hasPrefix($0) }
    }

    #if PostgreSQL
    private static func openPostgreSQL(_ string: String, as role: Role) throws(StoreError) -> any TaskStore {
        switch role {
        case .application(let syncsOnCommit): try PostgresStore(string, syncsOnCommit: syncsOnCommit)
        case .worker(let syncsOnCommit): try PostgresStore(string, syncsOnCommit: syncsOnCommit, creates: false)
        case .tool: try PostgresStore(string, creates: false)
        }
    }
    #else
    /// The string is not repeated, because it may contain a password.
    private static func openPostgreSQL(_ string: String, as role: Role) throws(StoreError) -> any TaskStore {
        throw StoreError(
            .invalidPath,
            "a connection string names a PostgreSQL database, and this program is built without PostgreSQL: turn on the "
                + "trait 'PostgreSQL' in the program's Package.swift with "
                + "'.package(url: \"…/autocron\", …, traits: [.defaults, \"PostgreSQL\"])'")
    }
    #endif

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
