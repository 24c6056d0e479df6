#if PostgreSQL
import Platform
package import TaskModel

extension PostgresConnection {
    /// How often a transaction is made that the server refuses because of others.
    ///
    /// Each refusal means that another transaction got through.
    private static let tries = 4
    /// As among the settings of each session.
    private static let lockTimeout: Duration = .seconds(5)

    /// A deadlock, a serialization failure, and a row that is referred to and was deleted meanwhile: a queue's.
    private static let retried = ["40P01", "40001", "23503"]

    /// Runs a body in a transaction.
    ///
    /// - Parameters:
    ///   - lockTimeout: How long one statement waits for another session's locks; nil for the session's own time.
    ///   - isDurable: Whether the commit survives a crash of the server, as far as the session's setting says.
    ///   - slot: The slot of the worker that claims tasks in it; see ``ClaimLock``.
    ///   - body: Uses the connection. It runs again if the server ends the transaction because of others, so it has
    ///     no effects but those of its statements.
    /// - Returns: The body's result, once it is committed.
    /// - Throws: `StoreError`; then nothing was changed, unless the session was lost during the commit.
    package func transaction<R>(
        lockTimeout: Duration? = nil, isDurable: Bool = true, claimingFor slot: String? = nil,
        _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        var left = Self.tries
        while true {
            left -= 1
            keep(sqlState: "")
            do throws(StoreError) {
                try begin(lockTimeout: lockTimeout, isDurable: isDurable, claimingFor: slot)
                let result = try body(self)
                try commit()
                return result
            } catch {
                let isLost = isBroken || !rollBack()
                guard !isLost, left > 0, !waitingEnd.hasCome, error.code == .busy || error.code == .refused,
                    Self.retried.contains(lastSQLState)
                else { throw error }
            }
        }
    }

    private func begin(lockTimeout: Duration?, isDurable: Bool, claimingFor slot: String?) throws(StoreError) {
        var statements = ["BEGIN"]
        if lockTimeout != nil || waitingEnd.isSet {
            // 0 would mean without limit, and more than 32 bits are refused.
            let milliseconds = max(
                1, Int32(clamping: waitingEnd.limit(lockTimeout ?? Self.lockTimeout).microseconds / 1_000))
            statements.append("SET LOCAL lock_timeout = \(milliseconds)")
        }
        if !isDurable { statements.append("SET LOCAL synchronous_commit = off") }
        // Here it costs no exchange of its own.
        if let slot { statements.append(ClaimLock.share(slot: slot, on: self)) }
        try script(statements.joined(separator: "; "))
    }

    private func rollBack() -> Bool {
        do throws(StoreError) {
            let state = lastSQLState
            try script("ROLLBACK")
            keep(sqlState: state)
            return true
        } catch {
            return false
        }
    }

    /// Runs a body whose statements can be undone without the transaction's other ones.
    ///
    /// - Throws: `StoreError`; then the transaction continues as if the body had not run.
    package func undoable<R>(
        _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try script("SAVEPOINT autocron")
        do throws(StoreError) {
            let result = try body(self)
            try script("RELEASE SAVEPOINT autocron")
            return result
        } catch {
            if !isBroken { try script("ROLLBACK TO SAVEPOINT autocron; RELEASE SAVEPOINT autocron") }
            throw error
        }
    }
}
#endif
