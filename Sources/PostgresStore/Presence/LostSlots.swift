#if PostgreSQL
import Platform

/// Finds out which workers of other machines are gone for good, from what a host sees at each look.
///
/// A worker that has lost its session ends its task after ``Times/patience``. So its tasks are requeued only when its
/// lock was free in every look for longer than that, and in one session of the host: when the server restarts, every
/// session ends, and the count begins when the server accepts sessions again, however long it recovered.
struct LostSlots: Sendable {
    /// When those who look and those who are looked for give up.
    struct Times: Equatable, Sendable {
        /// How long a worker goes on with its task without a session.
        var patience: Duration
        /// How much longer others wait: a cut connection is noticed on its two sides at different times.
        var margin: Duration

        static let standard = Times(patience: .seconds(15), margin: .seconds(5))

        var untilLost: Duration { patience + margin }
    }

    private var times: Times
    private var session: Int?
    private var firstSeen: [WorkerSlot: MonotonicTime] = [:]

    init(times: Times = .standard) {
        self.times = times
    }

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
        return unlocked.filter { slot in seen[slot].map { now - $0 >= times.untilLost } ?? false }
    }
}
#endif
