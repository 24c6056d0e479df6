import CSQLite
package import Platform
package import TaskModel

// Values of the present row.

extension Statement {
    /// Whether a column of the present row is NULL.
    package func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// The present row's integer in a column.
    package func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(handle, column)
    }

    /// The present row's integer in a column, or nil for NULL.
    package func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    /// The present row's instant in a column.
    package func time(_ column: Int32) -> WallTime {
        WallTime(microseconds: integer(column))
    }

    /// The present row's instant in a column, or nil where there is nothing.
    package func optionalTime(_ column: Int32) -> WallTime? {
        isNull(column) ? nil : time(column)
    }

    /// The present row's floating-point number in a column.
    package func real(_ column: Int32) -> Double {
        unsafe sqlite3_column_double(handle, column)
    }

    /// The present row's text in a column.
    package func text(_ column: Int32) -> String {
        // By its length: a text may contain a NUL.
        guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// The present row's text in a column, or nil for NULL.
    package func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// The size of the present row's text or blob in a column.
    package func size(_ column: Int32) -> Int {
        unsafe Int(sqlite3_column_bytes(handle, column))
    }

    /// The present row's bytes in a column.
    package func blob(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    /// The present row's identifier of a task in a column.
    ///
    /// - Throws: `StoreError` if the column holds anything else, which only a foreign hand can have put there.
    package func taskID(_ column: Int32) throws(StoreError) -> TaskID {
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        guard count == 16, let start = unsafe sqlite3_column_blob(handle, column) else {
            throw StoreError(
                .corrupt,
                "a task's identifier in '\(path)' has \(count) bytes and must have 16: another program has written into "
                    + "autocron's tables; restore the file from a copy"
            )
        }
        return unsafe TaskID(
            high: UInt64(bigEndian: start.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// The present row's bytes in a column, or nil for NULL.
    package func optionalBlob(_ column: Int32) -> [UInt8]? {
        isNull(column) ? nil : blob(column)
    }
}
