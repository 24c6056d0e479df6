#if PostgreSQL
import TaskModel

/// The lock that keeps a claim and the recovery of its worker apart.
///
/// A worker may die while the server commits its claim, and the commit goes on. A host that recovers the worker meanwhile
/// does not see the claimed tasks, which would run in a dead worker's slot for ever. So the recovery begins when no
/// claim of that slot is under way.
///
/// The transactions hold it, so it works behind poolers as well, and ends with a session that is lost.
enum ClaimLock {
    /// The statement with which a claim takes it; no claim waits for it.
    ///
    /// It is not had while the slot is recovered. The worker is dead then, or two slots have one number.
    static func share(slot: String, on connection: PostgresConnection) -> String {
        "SELECT pg_try_advisory_xact_lock_shared(\(lockClass), \(number(of: slot, connection)))"
    }

    /// Takes it for a recovery.
    ///
    /// - Throws: `StoreError` with code `busy` while a claim of the slot is under way. No session waits for an advisory lock
    ///   on the server: that would be a long statement, whose snapshot keeps dead rows from being vacuumed.
    static func take(slot: String, on connection: PostgresConnection) throws(StoreError) {
        let isTaken = try connection.first(
            "SELECT pg_try_advisory_xact_lock($1::integer, $2::integer)", .integer(Int64(lockClass)),
            .integer(Int64(number(of: slot, connection)))
        ) { $0.bool(0) }
        guard isTaken == true else {
            throw StoreError(
                .busy, "a claim of the dead worker '\(slot)' is being committed in '\(connection.location)'; try again")
        }
    }

    private static let lockClass = PostgresSchema.lockClass + 1

    /// The FNV-1a hash, beginning with the schema's number: locks are those of a whole database.
    ///
    /// Two slots with one number only make one wait for the other.
    private static func number(of slot: String, _ connection: PostgresConnection) -> Int32 {
        let schema = UInt32(bitPattern: connection.lockClass)
        return Int32(bitPattern: slot.utf8.reduce(2_166_136_261 ^ schema) { ($0 ^ UInt32($1)) &* 16_777_619 })
    }
}
#endif
