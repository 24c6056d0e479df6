import CSQLite
import Platform
package import TaskModel

/// One prepared statement.
///
/// It belongs to its connection, which finalizes it before it closes; safe because the pointers never leave it.
@safe
package final class Statement {
    let handle: OpaquePointer
    let database: OpaquePointer
    let path: String
    var bytes = BindingArena()

    init(_ sql: String, on connection: Connection) throws(StoreError) {
        var prepared: OpaquePointer?
        let result = unsafe sqlite3_prepare_v3(
            connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil
        )
        guard result == SQLITE_OK, let handle = unsafe prepared else {
            throw unsafe StoreError(result, handle: connection.handle, path: connection.path)
        }
        unsafe self.handle = handle
        unsafe database = connection.handle
        path = connection.path
    }

    func finalize() {
        unsafe sqlite3_finalize(handle)
        bytes.deallocate()
    }

    func reset() {
        unsafe sqlite3_reset(handle)
    }

    /// Steps to the next row.
    ///
    /// - Returns: False if there is none; the statement is then reset, so that it holds no lock.
    func step() throws(StoreError) -> Bool {
        let result = unsafe sqlite3_step(handle)
        switch result {
        case SQLITE_ROW:
            return true
        case SQLITE_DONE:
            reset()
            return false
        default:
            let error = unsafe StoreError(result, handle: database, path: path)
            reset()
            throw error
        }
    }

    /// Runs the statement to its end, rows ignored.
    package func run(_ values: Value...) throws(StoreError) {
        try bind(values)
        while try step() {}
    }

    /// Runs the statement and makes a value of each row.
    package func rows<R>(_ values: Value..., make: (Statement) throws(StoreError) -> R) throws(StoreError) -> [R] {
        try rows(values, make: make)
    }

    package func rows<R>(_ values: [Value], make: (Statement) throws(StoreError) -> R) throws(StoreError) -> [R] {
        try bind(values)
        defer { reset() }
        var made: [R] = []
        while try step() {
            made.append(try make(self))
        }
        return made
    }

    /// Runs the statement and makes a value of each row, up to the first unwanted one.
    package func rows<R>(
        _ values: [Value], while isWanted: (Statement) -> Bool, make: (Statement) throws(StoreError) -> R
    ) throws(StoreError) -> [R] {
        try bind(values)
        defer { reset() }
        var made: [R] = []
        while try step(), isWanted(self) {
            made.append(try make(self))
        }
        return made
    }

    /// Runs the statement and makes a value of its first row, if it has one.
    package func first<R>(_ values: Value..., make: (Statement) throws(StoreError) -> R) throws(StoreError) -> R? {
        try first(values, make: make)
    }

    package func first<R>(_ values: [Value], make: (Statement) throws(StoreError) -> R) throws(StoreError) -> R? {
        try bind(values)
        defer { reset() }
        guard try step() else { return nil }
        return try make(self)
    }

    /// Runs the statement and returns whether it has a row.
    package func exists(_ values: Value...) throws(StoreError) -> Bool {
        try first(values) { _ in true } ?? false
    }

    /// The steps of full scans that the statement has made through tables or indexes, instead of seeks.
    var fullScanSteps: Int {
        unsafe Int(sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0))
    }

    /// The steps of SQLite's virtual machine that the statement has made.
    var steps: Int {
        unsafe Int(sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_VM_STEP, 0))
    }
}
