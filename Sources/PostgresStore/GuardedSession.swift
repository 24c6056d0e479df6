#if PostgreSQL
import Platform
import Synchronization
import TaskModel

/// A session that only one thread at a time uses, and that is made anew after it was lost.
///
/// `@unchecked Sendable` is right because the connection is accessed under the lock alone.
final class GuardedSession: @unchecked Sendable {
    private let lock = Mutex<Void>(())
    private let string: ConnectionString
    private var connection: PostgresConnection?
    private var isClosed = false

    init(_ string: ConnectionString) throws(StoreError) {
        self.string = string
        connection = try PostgresConnection(string)
    }

    /// Uses the session, once no other thread does.
    func withLock<R: Sendable>(_ body: (PostgresConnection) throws(StoreError) -> R) throws(StoreError) -> R {
        try lock.withLock { _ throws(StoreError) in try use(body) }
    }

    /// Does nothing while another thread uses the session.
    ///
    /// - Returns: nil in that case.
    func withLockIfAvailable<R: Sendable>(
        _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        try lock.withLockIfAvailable { _ throws(StoreError) in try use(body) }
    }

    private func use<R: Sendable>(_ body: (PostgresConnection) throws(StoreError) -> R) throws(StoreError) -> R {
        guard !isClosed else {
            throw StoreError(.closed, "the database is closed: 'stop' has been called; start again to use it")
        }
        if let connection, !connection.isBroken, connection.isIdleAndOpen { return try body(connection) }
        connection = nil
        let new = try PostgresConnection(string)
        connection = new
        return try body(new)
    }

    /// Ends the session, once the thread that uses it has finished.
    func close() {
        lock.withLock { _ in
            connection = nil
            isClosed = true
        }
    }
}
#endif
