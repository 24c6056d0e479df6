import CSQLite

/// Where a statement's bound texts and blobs stand until the next ones are bound: SQLite otherwise allocates a copy of
/// each, and frees it.
///
/// Safe because no pointer leaves the statement that owns it, which binds anew before it runs again, and because room is
/// made before any is given out.
@safe
struct BoundBytes {
    /// More bytes than this are left to SQLite to copy, so that one long value does not take memory for ever.
    private static let most = 65_536

    private var room: UnsafeMutableRawPointer?
    private var capacity = 0
    private var used = 0

    /// Forgets what was kept, and makes room.
    ///
    /// - Parameter count: the bytes that are about to be kept.
    mutating func begin(count: Int) {
        used = 0
        guard count > capacity, count <= Self.most else { return }
        unsafe room?.deallocate()
        capacity = max(256, count * 2)
        unsafe room = .allocate(byteCount: capacity, alignment: 1)
    }

    /// Copies bytes to where they stay as long as they are bound.
    ///
    /// - Returns: where they are, and what SQLite is to do with them: nothing, or copy them.
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

    /// Ends it.
    func deallocate() {
        unsafe room?.deallocate()
    }

    /// SQLITE_TRANSIENT, a cast that Swift does not import.
    private static var transient: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    /// An address with nothing behind it.
    private static var nowhere: UnsafeRawPointer {
        unsafe UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
    }
}
