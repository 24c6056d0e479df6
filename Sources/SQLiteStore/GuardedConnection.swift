import Platform
import Synchronization
import TaskModel

/// A connection that only one thread at a time may use.
///
/// `@unchecked Sendable` is right because the connection is accessed under the lock alone. With a `Mutex` that owns the
/// connection, a body could not return what it has read: the compiler cannot separate a class's region from that of its
/// results.
final class GuardedConnection: @unchecked Sendable {
    private let lock = Mutex<Void>(())
    private var connection: Connection?

    init(_ connection: sending Connection) {
        self.connection = connection
    }

    /// Uses the connection, once no other thread does.
    ///
    /// Suppose another process has the file locked, and several callers wait here for the connection: each would then
    /// wait for that lock for its whole busy timeout, one after the other. So the time that a caller waits here is
    /// subtracted from its busy timeout.
    ///
    /// - Parameters:
    ///   - began: Since when the caller has waited already.
    ///   - body: Uses the connection.
    func withLock<R: Sendable>(
        since began: MonotonicTime? = nil, _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        let result = try lock.withLockIfAvailable { _ throws(StoreError) in try body(open(since: began)) }
        if let result { return result }
        let began = began ?? MonotonicTime.now()
        return try lock.withLock { _ throws(StoreError) in try body(open(since: began)) }
    }

    private func open(since began: MonotonicTime?) throws(StoreError) -> Connection {
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

    /// Closes the connection, once the thread that uses it has finished.
    func close() {
        lock.withLock { _ in connection = nil }
    }
}
