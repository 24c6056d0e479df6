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

    /// Does something with the connection, once no other thread does.
    ///
    /// Callers that wait for the connection one after the other, while another process has the file locked, would each have
    /// their own patience with that lock. So the time that one waits here is taken off its patience there.
    ///
    /// - Parameters:
    ///   - began: since when the caller has waited already; monotonic nanoseconds.
    ///   - body: what to do.
    func withLock<R: Sendable>(
        since began: Int64? = nil, _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        let result = try lock.withLockIfAvailable { _ throws(StoreError) in try body(open(since: began)) }
        if let result { return result }
        let began = began ?? MonotonicTime.now()
        return try lock.withLock { _ throws(StoreError) in try body(open(since: began)) }
    }

    private func open(since began: Int64?) throws(StoreError) -> Connection {
        guard let connection else {
            throw StoreError(.closed, "the database is closed: 'stop' has been called; start again to use it")
        }
        connection.waits(since: began)
        return connection
    }

    /// Does nothing while another thread uses the connection.
    ///
    /// - Returns: nil in that case.
    func withLockIfAvailable<R: Sendable>(
        _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        try lock.withLockIfAvailable { _ throws(StoreError) in try body(open(since: nil)) }
    }

    /// Closes the connection, once whoever uses it has finished.
    func close() {
        lock.withLock { _ in connection = nil }
    }
}
