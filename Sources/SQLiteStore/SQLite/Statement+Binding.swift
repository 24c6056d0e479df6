import CSQLite
package import Platform
package import TaskModel

// Values on their way into a statement.

extension Statement {
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

    func bind(_ values: [Value]) throws(StoreError) {
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
