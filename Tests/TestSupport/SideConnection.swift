import CSQLite

/// A connection past the library, as another program has it.
///
/// Safe because the pointer does not leave it but for ``withHandle(_:)``.
@safe
package final class SideConnection {
    private let handle: OpaquePointer

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package init(_ path: String) throws {
        var opened: OpaquePointer?
        guard unsafe sqlite3_open(path, &opened) == SQLITE_OK, let handle = unsafe opened else {
            throw Failure(description: "cannot open '\(path)'")
        }
        unsafe self.handle = handle
        unsafe sqlite3_busy_timeout(handle, 5_000)
    }

    deinit {
        unsafe sqlite3_close(handle)
    }

    /// Lends the connection, as an application does to the library.
    @unsafe
    package func withHandle<R>(_ body: (OpaquePointer) throws -> R) rethrows -> R {
        try unsafe body(handle)
    }

    /// Runs a statement.
    ///
    /// - Returns: The first column of each row.
    @discardableResult
    package func run(_ sql: String) throws -> [String] {
        var statement: OpaquePointer?
        defer { unsafe sqlite3_finalize(statement) }
        guard unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw failure() }
        var rows: [String] = []
        while true {
            switch unsafe sqlite3_step(statement) {
            case SQLITE_ROW:
                rows.append(unsafe sqlite3_column_text(statement, 0).map { unsafe String(cString: $0) } ?? "")
            case SQLITE_DONE: return rows
            default: throw failure()
            }
        }
    }

    private func failure() -> Failure {
        Failure(description: unsafe String(cString: sqlite3_errmsg(handle)))
    }

    /// Runs a statement on a connection of its own.
    @discardableResult
    package static func run(_ sql: String, in path: String) throws -> [String] {
        try SideConnection(path).run(sql)
    }
}
