#if PostgreSQL
import CPostgres
package import Platform
package import TaskModel

/// The result of one statement; libpq's memory is freed with it.
///
/// Safe because the pointer never leaves it, and each access is within the bounds that libpq itself checks.
@safe
final class PostgresResult {
    let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe PQclear(handle)
    }

    var count: Int { unsafe Int(PQntuples(handle)) }

    /// The number of rows that the statement inserted, updated or deleted.
    var changes: Int {
        unsafe PQcmdTuples(handle).flatMap { unsafe Int(String(cString: $0)) } ?? 0
    }
}

/// One row of a result, whose columns are in the binary format.
package struct PostgresRow {
    let result: PostgresResult
    let row: Int32

    /// Whether a column is NULL.
    package func isNull(_ column: Int32) -> Bool {
        unsafe PQgetisnull(result.handle, row, column) == 1
    }

    /// The size of a column's value in bytes.
    package func size(_ column: Int32) -> Int {
        unsafe Int(PQgetlength(result.handle, row, column))
    }

    /// A column's bytes.
    package func bytes(_ column: Int32) -> [UInt8] {
        guard let start = unsafe PQgetvalue(result.handle, row, column) else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: size(column)))
    }

    /// A column's bytes, or nil for NULL.
    package func optionalBytes(_ column: Int32) -> [UInt8]? {
        isNull(column) ? nil : bytes(column)
    }

    /// A column's number, of `smallint`, `integer` or `bigint`; 0 for NULL.
    package func integer(_ column: Int32) -> Int64 {
        let size = size(column)
        guard size > 0, let start = unsafe PQgetvalue(result.handle, row, column) else { return 0 }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: size)
        // The sign is in the first byte, whatever the width.
        var number = unsafe Int64(Int8(bitPattern: bytes[0]))
        for index in 1..<max(1, size) { number = unsafe number << 8 | Int64(bytes[index]) }
        return number
    }

    package func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    /// A column's `boolean`; false for NULL.
    package func bool(_ column: Int32) -> Bool {
        integer(column) != 0
    }

    /// A column's `double precision`.
    package func real(_ column: Int32) -> Double {
        Double(bitPattern: UInt64(bitPattern: integer(column)))
    }

    package func optionalReal(_ column: Int32) -> Double? {
        isNull(column) ? nil : real(column)
    }

    /// A column's text.
    package func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    package func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// A column's `timestamptz`.
    package func time(_ column: Int32) -> WallTime {
        WallTime(postgres: integer(column))
    }

    package func optionalTime(_ column: Int32) -> WallTime? {
        isNull(column) ? nil : time(column)
    }

    /// A column's `uuid`: the server stores 16 bytes, whatever program wrote them.
    package func taskID(_ column: Int32) -> TaskID {
        let bytes = bytes(column)
        func word(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        return TaskID(high: word(0..<8), low: word(8..<16))
    }

    package func optionalTaskID(_ column: Int32) -> TaskID? {
        isNull(column) ? nil : taskID(column)
    }
}
#endif
