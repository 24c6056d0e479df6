import Foundation
import Platform
package import TaskModel

/// Why `Autocron.start`, `stop` or `transaction(on:)` could not do what was asked.
public struct AutocronError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of obstacle was met.
    ///
    /// Later versions may add cases, so a `switch` over it needs `@unknown default`.
    @nonexhaustive
    public enum Code: String, Hashable, Sendable {
        /// The folder of the database does not exist, or the path is empty.
        case missingDirectory
        /// The path is no file's: a database in memory, a URI, a name that is too long or holds bytes that are no UTF-8.
        case invalidPath
        /// The path is a folder's.
        case isDirectory
        /// The file is no SQLite database; it was not touched.
        case notADatabase
        /// The tables were made by a later version of the library.
        case newerSchema
        /// The tables were made by an earlier version of the library, and no application of this one has been started on them.
        case olderSchema
        /// The file or its folder cannot be written by this user, or is read-only.
        case notWritable
        /// The disk is full.
        case diskFull
        /// The database is on a network file system, where its locks do not hold.
        case networkFileSystem
        /// The server cannot be reached, refuses the session, or has ended it.
        case unreachable
        /// The server cannot do what the library needs.
        case unsupportedServer
        /// Another connection held the database's lock for too long.
        case locked
        /// The database is damaged, or the disk is.
        case damaged
        /// The database was moved, deleted or replaced while it was open.
        case replaced
        /// The number of workers is negative.
        case invalidWorkers
        /// A configuration's value makes no sense.
        case invalidConfiguration
        /// `start` was called before, and `stop` was not.
        case alreadyStarted
        /// `stop` was called before, or has been called again.
        case notRunning
        /// The connection given to `transaction(on:)` has no transaction open, so there is nothing to be part of.
        case noTransaction
        /// The connection given to `transaction(on:)` has another file open than the one that `start` was given, or
        /// `transaction(executing:)` was called although tasks are stored in a file.
        case otherDatabase
        /// Two marked functions have one name.
        case duplicateNames
        /// A marked function's options make no sense, such as an unknown time zone.
        case invalidFunction
        /// The operating system refused something.
        case system
        /// SQLite refused a statement of this library: a fault in the library, or another program has changed its tables.
        case internalError
    }

    /// What kind of obstacle was met.
    public let code: Code
    /// What was found, what was expected and what to do.
    public let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        // Paths and names are the user's.
        self.description = TerminalEscaping.text(description)
    }

    package init(_ error: StoreError) {
        self.init(Code(error.code), error.description)
    }

    init(_ failure: SystemFailure) {
        let code: Code =
            switch failure.code {
            case ENOSPC, EDQUOT: .diskFull
            case EACCES, EPERM, EROFS: .notWritable
            default: .system
            }
        self.init(code, failure.description)
    }
}

extension AutocronError.Code {
    init(_ code: StoreError.Code) {
        self =
            switch code {
            case .busy: .locked
            case .diskFull: .diskFull
            case .readOnly, .permissionDenied: .notWritable
            case .corrupt, .inputOutput: .damaged
            case .unexpected, .refused: .internalError
            case .notADatabase: .notADatabase
            case .newerSchema: .newerSchema
            case .olderSchema: .olderSchema
            case .isDirectory: .isDirectory
            case .missingDirectory: .missingDirectory
            case .invalidPath: .invalidPath
            case .system: .system
            case .networkFileSystem: .networkFileSystem
            case .unreachable, .recovering: .unreachable
            case .unsupportedServer: .unsupportedServer
            case .noTransaction: .noTransaction
            case .otherDatabase: .otherDatabase
            case .replaced: .replaced
            case .closed: .notRunning
            }
    }
}
