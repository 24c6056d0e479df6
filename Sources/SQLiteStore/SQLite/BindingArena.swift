import CSQLite

/// Storage for a statement's bound texts and blobs until the next ones are bound: SQLite otherwise allocates a copy of
/// each, and frees it.
///
/// Safe because no pointer leaves the statement that owns it, which binds again before it runs again, and because the
/// storage is reserved before any of it is used.
@safe
struct BindingArena {
    /// SQLite copies longer values itself, so that one long value does not occupy memory forever.
    private static let most = 65_536

    private var room: UnsafeMutableRawPointer?
    private var capacity = 0
    private var used = 0

    /// Discards the present content, and reserves storage.
    ///
    /// - Parameter count: The number of bytes to be stored.
    mutating func begin(count: Int) {
        used = 0
        guard count > capacity, count <= Self.most else { return }
        unsafe room?.deallocate()
        capacity = max(256, count * 2)
        unsafe room = .allocate(byteCount: capacity, alignment: 1)
    }

    /// Copies bytes to where they stay while they are bound.
    ///
    /// - Returns: Their address, and what SQLite must do with them: nothing, or copy them.
    @unsafe
    mutating func keep(_ bytes: UnsafeRawBufferPointer) -> (UnsafeRawPointer, sqlite3_destructor_type?) {
        // An empty buffer may have no address, and a null pointer would bind NULL.
        let count = bytes.count
        guard let start = bytes.baseAddress, count > 0 else { return unsafe (Self.nowhere, nil) }
        guard used + count <= capacity, let kept = unsafe room?.advanced(by: used) else {
            return unsafe (start, Self.transient)
        }
        unsafe kept.copyMemory(from: start, byteCount: count)
        used += count
        return (UnsafeRawPointer(kept), nil)
    }

    func deallocate() {
        unsafe room?.deallocate()
    }

    /// SQLITE_TRANSIENT, a cast that Swift does not import.
    private static var transient: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    /// An address of no bytes.
    private static var nowhere: UnsafeRawPointer {
        unsafe UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
    }
}
