import CSQLite
import Platform
import TaskModel

extension StoreError {
    /// Translates SQLite's last error on a connection.
    ///
    /// - Parameters:
    ///   - result: The code that the failing call returned.
    ///   - handle: The connection, which has the message; nil if none could be opened.
    ///   - path: The database's file, for the sentence.
    init(_ result: Int32, handle: OpaquePointer?, path: String) {
        let text = unsafe String(cString: handle.map { unsafe sqlite3_errmsg($0) } ?? sqlite3_errstr(result))
        // The error number of the failed call, for these two kinds: https://www.sqlite.org/c3ref/system_errno.html
        let system = unsafe handle.map { unsafe sqlite3_system_errno($0) } ?? 0
        // Extended codes carry the primary one in their lowest byte: https://www.sqlite.org/rescode.html
        switch result & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(.busy, "the database '\(path)' stayed locked by another connection (\(text)); find who holds it")
        case SQLITE_FULL:
            self.init(.diskFull, "the disk that holds '\(path)' is full; free some space")
        case SQLITE_READONLY:
            self.init(
                .readOnly,
                "the database '\(path)' cannot be written (\(text)); check the owner and mode of file and folder")
        case SQLITE_PERM, SQLITE_AUTH:
            self.init(.permissionDenied, "no permission for the database '\(path)' (\(text)); check its owner and mode")
        case SQLITE_CANTOPEN where system != 0:
            self.init(system: system, "the database '\(path)' cannot be opened (\(text))")
        case SQLITE_IOERR where StoreError.Code(system: system) == .diskFull:
            self.init(
                .diskFull, "the disk that holds '\(path)' is full (\(SystemRemedy.words(of: system))); free some space")
        case SQLITE_CANTOPEN:
            self.init(
                .permissionDenied,
                "the database '\(path)' cannot be opened (\(text)); check that the folder exists and that this user may write in it"
            )
        case SQLITE_NOTADB:
            self.init(.notADatabase, "'\(path)' is not an SQLite database; name another file")
        case SQLITE_CORRUPT:
            self.init(.corrupt, "the database '\(path)' is damaged (\(text)); restore it from a copy")
        case SQLITE_IOERR:
            self.init(.inputOutput, "reading or writing the database '\(path)' failed (\(text)); check the disk")
        case SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH:
            self.init(.refused, "SQLite refuses what is to be stored in '\(path)': \(text) (code \(result))")
        default:
            self.init(.unexpected, "SQLite refused a statement on '\(path)': \(text) (code \(result))")
        }
    }
}
