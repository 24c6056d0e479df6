import CSQLite
package import Platform
package import TaskModel

/// One prepared statement.
///
/// It belongs to its connection, which finalizes it before it closes; safe because the pointers never leave it.
@safe
package final class Statement {
    private let handle: OpaquePointer
    private let database: OpaquePointer
    private let path: String
    private var bytes = BindingArena()

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

    // MARK: Values in

    /// A value that can be bound to a parameter.
    package enum Value {
        case integer(Int64)
        case optionalInteger(Int64?)
        case time(WallTime)
        case optionalTime(WallTime?)
        case real(Double)
        case text(String)
        case optionalText(String?)
        case blob([UInt8])
        case optionalBlob([UInt8]?)
        case id(TaskID)
    }

    private func bind(_ values: [Value]) throws(StoreError) {
        reset()
        bytes.begin(count: values.reduce(0) { $0 + $1.size })
        for (index, value) in values.enumerated() {
            let result = bind(value, at: Int32(index + 1))
            guard result == SQLITE_OK else { throw unsafe StoreError(result, handle: database, path: path) }
        }
    }

    private func bind(_ value: Value, at index: Int32) -> Int32 {
        switch value {
        case .integer(let value), .optionalInteger(.some(let value)): bind(value, at: index)
        case .time(let value), .optionalTime(.some(let value)): bind(value.microseconds, at: index)
        case .real(let value): unsafe sqlite3_bind_double(handle, index, value)
        case .text(let value), .optionalText(.some(let value)): bind(value, at: index)
        case .blob(let value), .optionalBlob(.some(let value)): bind(value, at: index)
        case .id(let value): bind(value, at: index)
        case .optionalInteger(.none), .optionalTime(.none), .optionalText(.none), .optionalBlob(.none):
            bindNothing(at: index)
        }
    }

    private func bind(_ value: Int64, at index: Int32) -> Int32 {
        unsafe sqlite3_bind_int64(handle, index, value)
    }

    private func bind(_ value: String, at index: Int32) -> Int32 {
        let known = unsafe value.utf8.withContiguousStorageIfAvailable { text in
            unsafe bind(text: UnsafeRawBufferPointer(text), at: index)
        }
        if let known { return known }
        // A Foundation string that is not stored as UTF-8.
        var copy = value
        return copy.withUTF8 { unsafe bind(text: UnsafeRawBufferPointer($0), at: index) }
    }

    @unsafe
    private func bind(text: UnsafeRawBufferPointer, at index: Int32) -> Int32 {
        let (start, destructor) = unsafe bytes.keep(text)
        let characters = unsafe start.assumingMemoryBound(to: CChar.self)
        return unsafe sqlite3_bind_text(handle, index, characters, Int32(text.count), destructor)
    }

    private func bind(_ value: [UInt8], at index: Int32) -> Int32 {
        unsafe value.withUnsafeBytes { blob in
            let (start, destructor) = unsafe bytes.keep(blob)
            return unsafe sqlite3_bind_blob64(handle, index, start, UInt64(blob.count), destructor)
        }
    }

    private func bind(_ value: TaskID, at index: Int32) -> Int32 {
        unsafe withUnsafeBytes(of: (value.high.bigEndian, value.low.bigEndian)) { blob in
            let (start, destructor) = unsafe bytes.keep(blob)
            return unsafe sqlite3_bind_blob64(handle, index, start, UInt64(blob.count), destructor)
        }
    }

    private func bindNothing(at index: Int32) -> Int32 {
        unsafe sqlite3_bind_null(handle, index)
    }

    /// Binds values one after the other, without an array of them: for the statement that stores many rows.
    struct Binder {
        fileprivate let statement: Statement
        private var index: Int32 = 0
        fileprivate private(set) var result = SQLITE_OK

        fileprivate init(_ statement: Statement) {
            self.statement = statement
        }

        mutating func add(_ value: Int64) {
            note(statement.bind(value, at: next()))
        }

        mutating func add(_ value: WallTime) {
            add(value.microseconds)
        }

        mutating func add(_ value: String?) {
            let index = next()
            note(value.map { statement.bind($0, at: index) } ?? statement.bindNothing(at: index))
        }

        mutating func add(_ value: [UInt8]) {
            note(statement.bind(value, at: next()))
        }

        mutating func add(_ value: TaskID) {
            note(statement.bind(value, at: next()))
        }

        private mutating func next() -> Int32 {
            index += 1
            return index
        }

        private mutating func note(_ result: Int32) {
            if self.result == SQLITE_OK { self.result = result }
        }
    }

    /// Runs the statement to its end, rows ignored.
    ///
    /// - Parameters:
    ///   - size: The total size of all texts and blobs in bytes.
    ///   - add: Adds the values.
    func run(size: Int, _ add: (inout Binder) -> Void) throws(StoreError) {
        reset()
        bytes.begin(count: size)
        var binder = Binder(self)
        add(&binder)
        guard binder.result == SQLITE_OK else {
            throw unsafe StoreError(binder.result, handle: database, path: path)
        }
        while try step() {}
    }

    // MARK: Values out

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

extension Statement.Value {
    /// The size of a text or a blob in bytes.
    fileprivate var size: Int {
        switch self {
        case .text(let value), .optionalText(.some(let value)): value.utf8.count
        case .blob(let value), .optionalBlob(.some(let value)): value.count
        case .id: 16
        default: 0
        }
    }
}
