#if PostgreSQL
import TaskModel

// A worker lives as long as its session: it holds an advisory lock of that session, on the connection on which it
// claims. The server knows then what the kernel knows on one machine: no heartbeat can be late, and a claim cannot
// outlive the right to claim. Locks are only ever tried: a call that waits for one holds a snapshot, so that VACUUM
// removes nothing meanwhile.

extension PostgresConnection {
    /// Makes a slot that no worker of any machine has had.
    ///
    /// - Parameter patience: How long its worker goes on without an answer of the server.
    func makeSlot(patience: Duration) throws(StoreError) -> WorkerSlot {
        let number = try first("SELECT nextval('slots')") { Int32(truncatingIfNeeded: $0.integer(0)) }
        return WorkerSlot(number: number ?? 0, patience: patience)
    }

    /// Takes a worker's lock for as long as this session lasts.
    ///
    /// - Returns: False if another session has it: the worker has been taken for dead.
    func takeLock(of slot: WorkerSlot) throws(StoreError) -> Bool {
        try first("SELECT pg_try_advisory_lock($1::integer, $2::integer)", key(of: slot)) { $0.bool(0) } ?? false
    }

    /// Takes a dead worker's lock for the rest of this transaction.
    ///
    /// It waits out the worker's last statement: that may still run after the process has died, and commits. Without the
    /// lock, a claim that was on its way would be committed after the recovery, and its tasks would run forever.
    ///
    /// - Returns: False if the worker's session is still there.
    func takeLockToRecover(_ slot: WorkerSlot) throws(StoreError) -> Bool {
        try first("SELECT pg_try_advisory_xact_lock($1::integer, $2::integer)", key(of: slot)) { $0.bool(0) }
            ?? false
    }

    /// Ends the session of a worker that is known to be dead, if its last statement goes on for long.
    ///
    /// - Parameter seconds: How long the statement may have taken.
    func endSession(of slot: WorkerSlot, after seconds: Double) throws(StoreError) {
        try run(
            """
            SELECT pg_terminate_backend(activity.pid) FROM pg_locks JOIN pg_stat_activity AS activity \
            ON activity.pid = pg_locks.pid WHERE \(Self.isSlotLock) AND classid = $1::oid AND objid = $2::oid \
            AND clock_timestamp() - activity.state_change > make_interval(secs => $3)
            """, [.integer(classNumber), .integer(Int64(slot.number)), .real(seconds)])
    }

    /// Finds slots that run something according to the table, and whose locks no session holds.
    ///
    /// It needs no row that a host or a worker would have to write. A worker that ends between the two statements is in one list; ``LostSlots`` wants more.
    /// Slots that are not ``WorkerSlot``s are left out.
    func unlockedSlots() throws(StoreError) -> [WorkerSlot] {
        let occupied = try Set(occupiedSlots().compactMap { WorkerSlot(name: $0) })
        guard !occupied.isEmpty else { return [] }
        let locked = try Set(
            rows(
                "SELECT objid::bigint FROM pg_locks WHERE \(Self.isSlotLock) AND granted AND classid = $1::oid",
                .integer(classNumber)
            ) { Int32(truncatingIfNeeded: $0.integer(0)) })
        return occupied.filter { !locked.contains($0.number) }.sorted { $0.number < $1.number }
    }

    /// Of advisory locks with two numbers, which are those of one database.
    private static let isSlotLock = """
        locktype = 'advisory' AND objsubid = 2 \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """

    /// As `pg_locks` has it, which knows no negative numbers.
    private var classNumber: Int64 { Int64(UInt32(bitPattern: lockClass)) }

    private func key(of slot: WorkerSlot) -> [PostgresValue] {
        [.integer(Int64(lockClass)), .integer(Int64(slot.number))]
    }
}
#endif
