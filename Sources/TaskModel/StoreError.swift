/// An error of the database, in a text that says what to do.
package struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Equatable, Sendable {
        /// Another connection held the write lock for longer than the busy timeout.
        case busy
        case diskFull
        case readOnly
        case corrupt
        case inputOutput
        case notADatabase
        /// A later build has written the tables.
        case newerSchema
        /// No application of this build has migrated the tables yet.
        case olderSchema
        case isDirectory
        case missingDirectory
        /// The path cannot be a file's, or SQLite cannot open it.
        case invalidPath
        case permissionDenied
        case networkFileSystem
        /// A lent connection has no transaction open.
        case noTransaction
        /// A lent connection has another file open than the one that tasks are stored in.
        case otherDatabase
        /// The file was moved, deleted or replaced while it was open.
        case replaced
        /// The connection was closed before.
        case closed
        /// The server cannot be reached, refuses the session, or has ended it.
        case unreachable
        /// The server says that it starts or recovers, so that no process has a session.
        case recovering
        /// The server cannot do what the store needs.
        case unsupportedServer
        /// The operating system refused something, such as another open file.
        case system
        /// SQLite refuses one row for its content, too large for instance: trying again does not help, and other rows
        /// are not affected.
        case refused
        /// SQLite refused a statement of ours: a bug in this library, or another program has changed a table of ours.
        case unexpected
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Whether the same operation may succeed a little later without any intervention.
    package var isTransient: Bool {
        code == .busy
    }
}
