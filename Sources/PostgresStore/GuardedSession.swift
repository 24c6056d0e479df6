#if PostgreSQL
import Foundation
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
    /// What each new session is given.
    private let settings: [String: String]
    private let waitingEnd: WaitingEnd
    private let clock: ServerClock?
    /// Monotonic nanoseconds; see ``lastAnswer``.
    private let answered = Atomic<Int64>(.min)
    /// The slot of the worker that claims in this session; under the lock.
    private var slot: WorkerSlot?

    /// Connects when it is first used: many processes only store tasks, and never read.
    init(
        _ string: ConnectionString, settings: [String: String] = [:], waitingEnd: WaitingEnd, clock: ServerClock? = nil
    ) {
        self.string = string
        self.clock = clock
        self.settings = settings
        self.waitingEnd = waitingEnd
    }

    /// Uses the session, once no other thread does.
    func withLock<R: Sendable>(_ body: (PostgresConnection) throws(StoreError) -> R) throws(StoreError) -> R {
        try lock.withLock { _ throws(StoreError) in try use(body) }
    }

    /// Does nothing while another thread uses the session.
    ///
    /// - Parameter limit: How long making a session may take, and each answer; nil for as long as they may take elsewhere.
    /// - Returns: nil in that case.
    func withLockIfAvailable<R: Sendable>(
        within limit: Duration? = nil, _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        try lock.withLockIfAvailable { _ throws(StoreError) in try use(within: limit, body) }
    }

    private func use<R: Sendable>(
        within limit: Duration? = nil, _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        guard !isClosed else {
            throw StoreError(.closed, "the database is closed: 'stop' has been called; start again to use it")
        }
        let connection = try connected(within: limit)
        connection.answerLimit = limit
        defer {
            connection.answerLimit = nil
            if !connection.isBroken { answered.store(MonotonicTime.now().nanoseconds, ordering: .relaxed) }
        }
        try clock?.look(through: connection)
        return try body(connection)
    }

    private func connected(within limit: Duration?) throws(StoreError) -> PostgresConnection {
        if let connection, !connection.isBroken, connection.isIdleAndOpen { return connection }
        connection = nil
        let new = try PostgresConnection(string, settings: settings, within: limit, waitingEnd: waitingEnd)
        // Before anything else: no claim can outlive the right to claim.
        if let slot { try Self.take(slot, on: new) }
        connection = new
        return new
    }

    // MARK: A worker's session

    /// Takes a worker's lock, in this session and first of all in each that is made in its place.
    ///
    /// - Throws: `StoreError`.
    func occupy(_ slot: WorkerSlot) throws(StoreError) {
        try lock.withLock { _ throws(StoreError) in
            try use { connection throws(StoreError) in try Self.take(slot, on: connection) }
            self.slot = slot
        }
    }

    private static func take(_ slot: WorkerSlot, on connection: PostgresConnection) throws(StoreError) {
        guard try !connection.takeLock(of: slot) else { return }
        // The server may not have noticed yet that the earlier session is gone; or a host recovers the slot, and gives
        // the lock back in a moment.
        throw StoreError(
            .busy, "another session with '\(connection.location)' has the lock of '\(slot.name)'; it is tried again")
    }

    /// When the server has answered last; the distant past if it never has.
    var lastAnswer: MonotonicTime { MonotonicTime(nanoseconds: answered.load(ordering: .relaxed)) }

    /// The session's socket, to wait for its end; nil while there is none, or while another thread uses the session: it may
    /// wait for an answer for longer than a worker's patience.
    func socket() -> Descriptor? {
        let socket: Descriptor?? = lock.withLockIfAvailable { _ in
            guard let connection, !connection.isBroken else { return nil }
            // A number of its own, which no other connection has while somebody waits for it.
            let copy = fcntl(connection.descriptor, F_DUPFD_CLOEXEC, 10)
            return copy < 0 ? nil : Descriptor(copy)
        }
        return socket ?? nil
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
