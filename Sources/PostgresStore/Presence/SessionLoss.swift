#if PostgreSQL
import Platform

/// What a worker without a session does with the task that it runs.
///
/// It goes on, and tries to come back. It ends the task when it cannot know any more whether others take it for dead.
struct SessionLoss: Sendable {
    enum Decision: Equatable, Sendable {
        case continues
        /// The task ends at once: it may run elsewhere from now on.
        case ends
    }

    private let patience: Duration
    private var deadline: MonotonicTime

    /// - Parameters:
    ///   - now: When the loss was noticed.
    ///   - patience: As long as others wait at least.
    init(noticedAt now: MonotonicTime, patience: Duration = LostSlots.Times.standard.patience) {
        self.patience = patience
        deadline = now + patience
    }

    /// When a decision is due at the latest.
    var decisionIsDue: MonotonicTime { deadline }

    /// The server itself has said that it starts, recovers, stops or is full: no host can look meanwhile.
    ///
    /// Only the server can send that. That a connection is refused says nothing: a proxy or a firewall can do it too.
    mutating func serverSpoke(at now: MonotonicTime) {
        deadline = now + patience
    }

    /// - Parameter now: The present.
    func decision(at now: MonotonicTime) -> Decision {
        now >= deadline ? .ends : .continues
    }

    /// A session is there again, and with it, or not, the worker's lock and its row.
    ///
    /// The lock alone does not tell: a host that has requeued the task has released the lock by then.
    static func decision(hasLock: Bool, ownsRow: Bool) -> Decision {
        hasLock && ownsRow ? .continues : .ends
    }

    /// Whether a refusal means that no host can look at present.
    ///
    /// The server crashes, starts, stops, or has no session left. That it has ended one session, which is 57P01, may mean that session alone.
    static func isServersWord(_ sqlState: String) -> Bool {
        ["57P02", "57P03", "53300"].contains(sqlState)
    }
}
#endif
