/// What went wrong between us and the database, in words that say what to do.
package struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Equatable, Sendable {
        /// Another connection held the write lock for longer than we wait.
        case busy
        case diskFull
        case readOnly
        case corrupt
        case inputOutput
        case notADatabase
        case newerSchema
        case isDirectory
        case missingDirectory
        /// The path can be no file's, or none that SQLite opens.
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
        /// The operating system refused something, such as another open file.
        case system
        /// SQLite refuses one row for what it is, too large for instance: trying again does not help, and others are not
        /// concerned.
        case refused
        /// SQLite refused a statement of ours: a fault in this library, or a table of ours changed by somebody else.
        case unexpected
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Whether the same operation may succeed a little later without anybody doing anything.
    package var isTransient: Bool {
        code == .busy
    }
}
