#if PostgreSQL
import Platform

/// What a worker whose server does not answer does with the task that it runs.
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
    ///   - answered: When the server has answered last, in a session that had the worker's lock.
    ///   - patience: As long as others wait at least.
    init(since answered: MonotonicTime, patience: Duration) {
        self.patience = patience
        deadline = answered + patience
    }

    /// When a decision is due at the latest.
    var decisionIsDue: MonotonicTime { deadline }

    /// The server has answered in the session, or has said that it starts or recovers: no host can look meanwhile.
    mutating func serverAnswered(at time: MonotonicTime) {
        deadline = max(deadline, time + patience)
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

    /// Whether a refusal means that no session of any host exists.
    ///
    /// Only the server can send that. A refused connection can come from a proxy or a firewall too, and a server that is
    /// full, or shuts down once its sessions have ended, still answers hosts in the sessions that they have. The codes are
    /// the same (57P03), so the text decides; in another language nothing is concluded from it.
    ///
    /// - Parameter text: libpq's message with its code.
    static func isServersWord(_ text: String) -> Bool {
        text.contains("57P03")
            && ["starting up", "in recovery mode", "not yet accepting"].contains(where: text.contains)
    }
}
#endif
