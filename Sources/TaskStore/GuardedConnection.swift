import Synchronization

/// A connection that one thread at a time may use.
///
/// `@unchecked Sendable` is right because the connection is reached under the lock alone. A `Mutex` that owns the
/// connection would not let a body return what it read: a class's region cannot be told from its results'.
final class GuardedConnection: @unchecked Sendable {
    private let lock = Mutex<Void>(())
    private var connection: Connection?

    init(_ connection: sending Connection) {
        self.connection = connection
    }

    func withLock<R: Sendable>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        try lock.withLock { _ throws(StoreError) in
            try body(open)
        }
    }

    private var open: Connection {
        get throws(StoreError) {
            guard let connection else {
                throw StoreError(.closed, "the database is closed: 'stop' has been called; start again to use it")
            }
            return connection
        }
    }

    /// Does nothing while another thread uses the connection.
    ///
    /// - Returns: nil in that case.
    func withLockIfAvailable<R: Sendable>(
        _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        try lock.withLockIfAvailable { _ throws(StoreError) in try body(open) }
    }

    /// Closes the connection, once whoever uses it has finished.
    func close() {
        lock.withLock { _ in connection = nil }
    }
}
