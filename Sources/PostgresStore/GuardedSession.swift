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
    /// What each new session is given; under the lock.
    private var settings: [String: String]
    private let waitingEnd: WaitingEnd

    init(
        _ string: ConnectionString, settings: [String: String] = [:], waitingEnd: WaitingEnd
    ) throws(StoreError) {
        self.string = string
        self.settings = settings
        self.waitingEnd = waitingEnd
        connection = try PostgresConnection(string, settings: settings, waitingEnd: waitingEnd)
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
        let new = try PostgresConnection(string, settings: settings, waitingEnd: waitingEnd)
        connection = new
        return try body(new)
    }

    /// Gives this session, and each that is made in its place, a setting.
    ///
    /// - Throws: `StoreError`; the sessions made later have the setting all the same.
    func set(_ setting: String, to value: String) throws(StoreError) {
        try lock.withLock { _ throws(StoreError) in
            // Before the statement: a session that is made for it has the setting already.
            settings[setting] = value
            try use { connection throws(StoreError) in try connection.script("SET \(setting) = \(value)") }
        }
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
