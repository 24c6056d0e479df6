import CSQLite
import Testing

@testable import SQLiteStore
@testable import TaskModel

/// A connection as an application opens it, with nothing of ours; safe because it is closed in `deinit` alone.
@safe
final class Foreign {
    let handle: OpaquePointer

    init(_ path: String, _ flags: Int32 = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) throws {
        var opened: OpaquePointer?
        let result = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        unsafe handle = try #require(unsafe opened)
        try #require(result == SQLITE_OK)
    }

    deinit {
        // Refused as long as a statement is left that nobody has finalized.
        let result = unsafe sqlite3_close(handle)
        #expect(result == SQLITE_OK)
    }

    func run(_ sql: String) throws {
        let result = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw unsafe StoreError(result, handle: handle, path: "foreign") }
    }

    func number(_ sql: String) throws -> Int64 {
        var statement: OpaquePointer?
        defer { unsafe sqlite3_finalize(statement) }
        try #require(unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK)
        try #require(unsafe sqlite3_step(statement) == SQLITE_ROW)
        return unsafe sqlite3_column_int64(statement, 0)
    }
}
