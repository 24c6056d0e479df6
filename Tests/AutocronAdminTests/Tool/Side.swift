import CSQLite
import TaskStore

/// A connection past the store, as another program has it; safe because the pointer does not leave it.
@safe
final class Side {
    private let handle: OpaquePointer

    init(_ path: String) throws {
        var opened: OpaquePointer?
        guard unsafe sqlite3_open(path, &opened) == SQLITE_OK, let handle = unsafe opened else {
            throw StoreError(.unexpected, "cannot open")
        }
        unsafe self.handle = handle
        unsafe sqlite3_busy_timeout(handle, 5_000)
    }

    deinit {
        unsafe sqlite3_close(handle)
    }

    func run(_ sql: String) throws {
        guard unsafe sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw StoreError(.unexpected, unsafe String(cString: sqlite3_errmsg(handle)))
        }
    }

    static func run(_ sql: String, in path: String) throws {
        try Side(path).run(sql)
    }
}
