import CSQLite

/// A connection past the library, as another program has it.
///
/// Safe because the pointer is closed in `deinit` alone; to use ``handle`` is unsafe.
@safe
package final class SideConnection {
    /// The connection itself, to be lent as an application lends its own to the library.
    @unsafe package let handle: OpaquePointer

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package init(_ path: String, isReadOnly: Bool = false, busyTimeout milliseconds: Int32 = 5_000) throws {
        var opened: OpaquePointer?
        let flags = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        guard unsafe sqlite3_open_v2(path, &opened, flags, nil) == SQLITE_OK, let handle = unsafe opened else {
            throw Failure(description: "cannot open '\(path)'")
        }
        unsafe self.handle = handle
        unsafe sqlite3_busy_timeout(handle, milliseconds)
    }

    deinit {
        let result = unsafe sqlite3_close(handle)
        precondition(result == SQLITE_OK, "a borrower has left a statement that it did not finalize")
    }

    /// Runs statements.
    ///
    /// - Returns: The first column of each row.
    @discardableResult
    package func run(_ sql: String) throws -> [String] {
        var rows: [String] = []
        var rest = sql
        while let statement = unsafe try prepare(&rest) {
            defer { unsafe sqlite3_finalize(statement) }
            while true {
                let result = unsafe sqlite3_step(statement)
                if result == SQLITE_DONE { break }
                guard result == SQLITE_ROW else { throw failure() }
                rows.append(unsafe sqlite3_column_text(statement, 0).map { unsafe String(cString: $0) } ?? "")
            }
        }
        return rows
    }

    /// Takes the first statement out of a script.
    ///
    /// - Returns: The statement; nil where there is none left.
    private func prepare(_ script: inout String) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        try unsafe script.withCString { text in
            var rest: UnsafePointer<CChar>?
            guard unsafe sqlite3_prepare_v2(handle, text, -1, &statement, &rest) == SQLITE_OK else { throw failure() }
            script = unsafe rest.map { unsafe String(cString: $0) } ?? ""
        }
        return unsafe statement
    }

    /// The number that a query returns.
    package func number(_ sql: String) throws -> Int64 {
        guard let number = try run(sql).first.flatMap({ Int64($0) }) else {
            throw Failure(description: "no number: \(sql)")
        }
        return number
    }

    private func failure() -> Failure {
        Failure(description: unsafe String(cString: sqlite3_errmsg(handle)))
    }

    /// Runs a statement on a connection of its own.
    @discardableResult
    package static func run(_ sql: String, in path: String) throws -> [String] {
        try SideConnection(path).run(sql)
    }

    /// What SQLite finds wrong with a database: nothing, where it is intact.
    package static func damage(in path: String) throws -> [String] {
        let connection = try SideConnection(path)
        return try connection.run("PRAGMA integrity_check").filter { $0 != "ok" }
            + connection.run("PRAGMA foreign_key_check")
    }
}
