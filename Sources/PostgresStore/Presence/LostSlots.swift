#if PostgreSQL
import Platform

/// Finds out which workers of other machines are gone for good, from what a host sees at each look.
///
/// A worker whose server does not answer ends its task after its patience. So its tasks are requeued only when its lock was
/// free in every look for longer than that, and in one session of the host: when the server restarts, every session ends,
/// and the count begins when the server accepts sessions again, however long it recovered.
struct LostSlots: Sendable {
    /// How much longer others wait than the worker: it must be gone by then, not just about to go.
    static let margin = Duration.seconds(5)

    private var session: Int?
    private var firstSeen: [WorkerSlot: MonotonicTime] = [:]

    /// Takes a look into account.
    ///
    /// - Parameters:
    ///   - unlocked: The slots that run something and whose locks are free.
    ///   - session: The host's session at this look.
    ///   - now: The moment of the look.
    /// - Returns: The slots whose workers are gone.
    mutating func look(_ unlocked: [WorkerSlot], session: Int, now: MonotonicTime) -> [WorkerSlot] {
        if session != self.session { firstSeen = [:] }
        self.session = session
        var seen: [WorkerSlot: MonotonicTime] = [:]
        for slot in unlocked { seen[slot] = firstSeen[slot] ?? now }
        firstSeen = seen
        return unlocked.filter { slot in seen[slot].map { now - $0 >= slot.patience + Self.margin } ?? false }
    }
}
#endif
