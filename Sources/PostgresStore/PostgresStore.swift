#if PostgreSQL
import Foundation
import Platform
package import TaskModel

/// A database of tasks on a PostgreSQL server: one session that writes and one that reads, each used by one thread at a
/// time.
package final class PostgresStore: Sendable {
    let string: ConnectionString
    private let writer: GuardedSession
    private let reader: GuardedSession

    /// Opens a database, and creates the tables if told so.
    ///
    /// - Parameters:
    ///   - address: A connection string.
    ///   - creates: Whether missing tables are created.
    /// - Throws: `StoreError`.
    package init(_ address: String, creates: Bool = true) throws(StoreError) {
        let string = try ConnectionString(address)
        let writer = try GuardedSession(string)
        try writer.withLock { connection throws(StoreError) in
            if creates {
                try PostgresSchema.prepare(connection, schema: string.schema)
            } else {
                try PostgresSchema.require(on: connection, schema: string.schema)
            }
        }
        self.string = string
        self.writer = writer
        reader = try GuardedSession(string)
    }

    /// Runs a body in a transaction.
    ///
    /// - Parameter body: Uses the connection; it may run more than once, see ``PostgresConnection/transaction(lockTimeout:_:)``.
    /// - Returns: The body's result, once it is committed.
    /// - Throws: `StoreError`.
    package func write<R: Sendable>(
        _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try writer.withLock { connection throws(StoreError) in try connection.transaction(body) }
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
