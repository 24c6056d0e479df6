#if PostgreSQL
import Foundation
import Platform
import Synchronization
package import TaskModel

/// A database of tasks on a PostgreSQL server: one session that writes and one that reads, each used by one thread at a
/// time.
package final class PostgresStore: Sendable {
    let string: ConnectionString
    /// The folder in which this machine's processes that use the database meet; it need not exist.
    package let poolFolder: String
    private let waitingEnd = WaitingEnd()
    let writer: GuardedSession
    private let reader: GuardedSession
    /// The claims whose commit was not acknowledged.
    let doubtfulClaims = Mutex<[DoubtfulClaim]>([])
    private let syncsOnCommit: Atomic<Bool>
    let serverClock = ServerClock()
    let slotsLost = Mutex(LostSlots())

    /// Opens a database, and creates the tables if told so.
    ///
    /// - Parameters:
    ///   - address: A connection string.
    ///   - syncsOnCommit: See ``setSyncsOnCommit(_:)``.
    ///   - creates: Whether missing tables are created.
    /// - Throws: `StoreError`.
    package init(_ address: String, syncsOnCommit: Bool = true, creates: Bool = true) throws(StoreError) {
        let string = try ConnectionString(address)
        let writer = GuardedSession(
            string, settings: ["synchronous_commit": "on"], waitingEnd: waitingEnd, clock: serverClock)
        poolFolder = try writer.withLock { connection throws(StoreError) in
            if creates {
                try PostgresSchema.prepare(connection, schema: string.schema)
            } else {
                try PostgresSchema.require(on: connection, schema: string.schema)
            }
            return StateFolder.path(of: connection.target, schema: string.schema)
        }
        self.string = string
        self.writer = writer
        self.syncsOnCommit = Atomic(syncsOnCommit)
        reader = GuardedSession(string, waitingEnd: waitingEnd, clock: serverClock)
    }

    /// Sets whether the tasks of calls that cannot throw survive a crash of the server too, from the next commit on; all
    /// others do.
    package func setSyncsOnCommit(_ syncs: Bool) {
        syncsOnCommit.store(syncs, ordering: .relaxed)
    }

    /// Limits every wait for the server from now on.
    ///
    /// - Parameter timeout: The time after which all waits end, but for the time in which a healthy server answers.
    package func endWaiting(after timeout: Duration) {
        waitingEnd.set(after: timeout)
    }

    /// Whether a new session can write, so that only this process's own sessions are broken.
    package func canWriteThroughNewConnection() -> Bool {
        do throws(StoreError) {
            let connection = try PostgresConnection(string, waitingEnd: waitingEnd)
            // Taking a number for itself is the least that a transaction can write.
            return try connection.exists("SELECT pg_current_xact_id()")
        } catch {
            return false
        }
    }

    /// Runs a body in a transaction.
    ///
    /// - Parameters:
    ///   - isDurable: Whether the commit survives a crash of the server, whatever ``setSyncsOnCommit(_:)`` says: whatever
    ///     a caller or a worker relies on.
    ///   - slot: The slot of the worker that claims tasks in it.
    ///   - body: Uses the connection; it may run more than once, see
    ///     ``PostgresConnection/transaction(lockTimeout:isDurable:claimingFor:_:)``.
    /// - Returns: The body's result, once it is committed.
    /// - Throws: `StoreError`.
    package func write<R: Sendable>(
        isDurable: Bool = true, claimingFor slot: String? = nil,
        _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        let isDurable = isDurable || syncsOnCommit.load(ordering: .relaxed)
        return try writer.withLock { connection throws(StoreError) in
            try connection.transaction(isDurable: isDurable, claimingFor: slot, body)
        }
    }

    /// Runs a body of one statement, which is a transaction by itself: BEGIN and COMMIT would take two more.
    ///
    /// - Returns: The body's result, once it is committed.
    /// - Throws: `StoreError`.
    func writeAlone<R: Sendable>(
        _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try writer.withLock(body)
    }

    /// Runs a body in a transaction, and waits for other sessions no longer than told.
    ///
    /// - Returns: The body's result, once it is committed; nil if others held what it needs for that long.
    package func write<R: Sendable>(
        _ wait: WriteWait, _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        switch wait {
        case .standard: try write(body)
        case .none: try writeIfAvailable(lockTimeout: .milliseconds(1), body)
        case .atMost(let timeout): try write(within: timeout, body)
        }
    }

    private func write<R: Sendable>(
        within timeout: Duration, _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        let deadline = MonotonicTime.now() + timeout
        while true {
            let left = max(.milliseconds(1), deadline - .now())
            if let result = try writeIfAvailable(lockTimeout: left, body) { return result }
            guard MonotonicTime.now() < deadline else { return nil }
            usleep(100)
        }
    }

    private func writeIfAvailable<R: Sendable>(
        lockTimeout: Duration, _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        do throws(StoreError) {
            return try writer.withLockIfAvailable { connection throws(StoreError) in
                try connection.transaction(lockTimeout: lockTimeout, body)
            }
        } catch {
            guard error.code == .busy else { throw error }
            return nil
        }
    }

    /// Runs a body of one statement.
    ///
    /// - Parameter body: Uses the connection outside of a transaction, so each statement sees its own state of the
    ///   database.
    package func read<R: Sendable>(
        _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try reader.withLock(body)
    }

    /// Runs a body that reads one state of the database with several statements.
    package func readTogether<R: Sendable>(
        _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try reader.withLock { connection throws(StoreError) in
            try connection.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            do throws(StoreError) {
                let result = try body(connection)
                try connection.script("COMMIT")
                return result
            } catch {
                if !connection.isBroken { try? connection.script("ROLLBACK") }
                throw error
            }
        }
    }

    /// Ends both sessions; later calls throw `StoreError` with code `closed`.
    package func close() {
        reader.close()
        writer.close()
    }
}
#endif
