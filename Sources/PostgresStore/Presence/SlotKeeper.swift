#if PostgreSQL
import Foundation
import Platform
import TaskModel

/// Keeps a worker's slot: sees whether the session that holds the slot's lock lives, makes another one after its loss, and
/// ends the worker's attempts before other workers may have them.
///
/// It has a thread of its own. The worker's two threads run tasks and keep their time limits, and making a session may
/// take seconds.
///
/// The kernel tells of most losses at once. Where a proxy answers for a server that it has lost, only an unanswered question
/// tells; so while an attempt runs, the server is asked now and then.
final class SlotKeeper: Sendable {
    private let slot: WorkerSlot
    private let session: GuardedSession
    private let worker: any SlotOccupant

    /// - Parameters:
    ///   - slot: The slot, whose lock the session holds.
    ///   - session: The session on which the worker claims.
    ///   - worker: The worker.
    init(slot: WorkerSlot, session: GuardedSession, worker: any SlotOccupant) {
        self.slot = slot
        self.session = session
        self.worker = worker
    }

    func start() {
        let thread = Thread { [self] in work() }
        thread.name = "autocron.session"
        thread.start()
    }

    private func work() {
        while true {
            if isWell() { continue }
            guard comeBack() else { return }
        }
    }

    /// Waits for a while.
    ///
    /// - Returns: Whether nothing needs to be done.
    private func isWell() -> Bool {
        guard let socket = session.socket() else { return false }
        let interval = slot.patience / 3
        guard !SocketWait.waitForHangup(of: socket.number, until: .now() + interval) else { return false }
        return worker.heldAttempt == nil || .now() - session.lastAnswer < interval
    }

    /// Asks the server, in a new session if need be, until it answers.
    ///
    /// - Returns: False once the store is closed.
    private func comeBack() -> Bool {
        var loss = SessionLoss(since: session.lastAnswer, patience: slot.patience)
        while true {
            do throws(StoreError) {
                let left = loss.decisionIsDue - .now()
                let limit = min(Self.longestTry, max(left, Self.shortestTry))
                if try session.withLockIfAvailable(within: limit, keepSlot) != nil { return true }
                // A worker's thread asks at this moment.
                loss.serverAnswered(at: session.lastAnswer)
            } catch {
                guard error.code != .closed else { return false }
                if error.code == .recovering { loss.serverAnswered(at: .now()) }
            }
            if loss.decision(at: .now()) == .ends { worker.endHeldAttempts() }
            usleep(Self.pause)
        }
    }

    /// Ends the worker's attempts if they are other workers' now.
    ///
    /// The session has the slot's lock, but in a new session that does not tell: a host that has requeued the tasks has given
    /// the lock back by then. Under the session's lock, so the worker cannot store an outcome or claim meanwhile.
    private func keepSlot(_ connection: PostgresConnection) throws(StoreError) {
        guard let attempt = worker.heldAttempt else { return }
        let isOwn = try connection.nameOfRunning(attempt, slot: slot.name) != nil
        if SessionLoss.decision(hasLock: true, ownsRow: isOwn) == .ends { worker.endHeldAttempts() }
    }

    private static let longestTry = Duration.seconds(2)
    /// As long as a healthy server takes.
    private static let shortestTry = Duration.milliseconds(200)
    /// Microseconds.
    private static let pause: useconds_t = 50_000
}
#endif
