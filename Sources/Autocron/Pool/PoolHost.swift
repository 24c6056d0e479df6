import Dispatch
import Foundation
import Synchronization
import TaskStore

/// An application's side of the pool: it hosts the workers, waits to become the host, or never hosts them.
final class PoolHost: CommitListener {
    /// State shared by the supervising thread and the rest of the process.
    private struct State {
        var isHolder = false
        /// When the timer expires.
        var timer = WallTime.distantFuture
        var mustStartWatch = false
        /// The earliest time at which the log's length may be reported again.
        var nextCopy = MonotonicTime.distantPast
        var stop: StopOrder?
        var hasEnded = false
        var endings: [@Sendable () -> Void] = []
    }

    let directory: PoolDirectory
    let roster = Roster()
    let mailbox: SupervisorMailbox
    /// Expires when a woken worker should have sent a message; waking the supervisor for each call would cost more than
    /// the call.
    let alarm: Alarm
    private let pipe: WakePipeWriter
    private let state = Mutex(State())
    private let decision = DispatchSemaphore(value: 0)

    private let unhosted: UnhostedCheckpoints
    private let page: SharedPage?

    /// - Parameters:
    ///   - directory: Where the processes meet.
    ///   - page: The memory that they share; nil if a process that never hosts the pool cannot open it.
    ///   - unhosted: Runs checkpoints while no process hosts the pool.
    init(directory: PoolDirectory, page: SharedPage?, unhosted: UnhostedCheckpoints) throws(SystemFailure) {
        self.directory = directory
        self.unhosted = unhosted
        self.page = page
        mailbox = try SupervisorMailbox()
        alarm = try Alarm()
        pipe = WakePipeWriter(path: directory.pipe)
    }

    // MARK: Those who commit

    func stored(due: Int, earliest: WallTime?) {
        let (isHolder, isEarlier) = state.withLock { ($0.isHolder, (earliest ?? .distantFuture) < $0.timer) }
        guard isHolder else { return tellHolder(due: due, earliest: earliest) }
        roster.wake(due)
        if isEarlier { mailbox.post(.timer) }
        if due > 0, startsWatch() { alarm.set(after: Roster.patience) }
    }

    /// Notifies the host process of tasks that this process stored.
    private func tellHolder(due: Int, earliest: WallTime?) {
        guard let page else { return tellHolderAll(due: due, hasLater: earliest != nil) }
        guard page.isHosted else { return }
        if page.note(due: due, earliest: earliest, now: .now()) { pipe.tell(.noted) }
    }

    /// The same through the pipe alone.
    private func tellHolderAll(due: Int, hasLater: Bool) {
        // The pool has no more workers than that, or is busy for long enough to read the database again.
        let words = repeatElement(WakePipe.Word.due, count: min(due, 64)) + (hasLater ? [.later] : [])
        if !words.isEmpty { pipe.tell(Array(words)) }
    }

    /// Whether the supervisor, which sleeps without a timeout, must wake up to watch the worker that was just woken.
    private func startsWatch() -> Bool {
        state.withLock { state in
            defer { state.mustStartWatch = false }
            return state.mustStartWatch
        }
    }

    /// Sets whether the alarm is to be set when the next worker is woken.
    func wantWatch(_ wanted: Bool) {
        state.withLock { $0.mustStartWatch = wanted }
    }

    func cancellationRequested() {
        guard state.withLock({ $0.isHolder }) else {
            pipe.tell(.changed)
            return
        }
        mailbox.post(.cancellations)
    }

    func logGrown() {
        let now = MonotonicTime.now()
        let (isNews, isHolder) = state.withLock { state in
            // Without this limit every commit would report it until the checkpoint is done.
            guard now >= state.nextCopy else { return (false, false) }
            state.nextCopy = now + .milliseconds(10)
            return (true, state.isHolder)
        }
        guard isNews else { return }
        guard isHolder else {
            if !pipe.tell(.logGrown) { unhosted.start() }
            return
        }
        mailbox.post(.checkpoint)
    }

    var hearsOutcomes: Bool {
        state.withLock { $0.isHolder }
    }

    /// Makes the workers claim again, because tasks may have been requeued.
    func lookAgain() {
        roster.wake(.max)
        mailbox.post(.timer)
    }

    // MARK: Those who stop

    /// Orders the stop, and calls back at its end.
    func stop(_ order: StopOrder, whenEnded: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            state.stop = order
            if !state.hasEnded, state.isHolder {
                state.endings.append(whenEnded)
                return false
            }
            return true
        }
        guard isOver else { return mailbox.post(.stop) }
        LockWaits.shared.cancel(ObjectIdentifier(self))
        whenEnded()
    }

    // MARK: The supervising thread

    /// Records that it is decided whether this process hosts the pool now.
    func decide() {
        decision.signal()
    }

    /// Waits until that is decided.
    func awaitDecision() {
        decision.wait()
    }

    /// Records that the pool's lock is taken.
    ///
    /// - Returns: False if the application has been stopped in the meantime.
    func becomeHolder() -> Bool {
        state.withLock { state in
            guard state.stop == nil else { return false }
            state.isHolder = true
            // Before the first read of the database: every later commit sends a notification.
            page?.timer = .distantFuture
            page?.isHosted = true
            return true
        }
    }

    /// Takes the notifications of other processes; the caller reads their pipe first, then these, then the database.
    func takeNotes() -> (due: Int, earliest: WallTime?) {
        page?.takeNotes() ?? (0, nil)
    }

    /// Records that the lock is about to be released.
    func giveUp() {
        page?.isHosted = false
    }

    var stopOrder: StopOrder? {
        state.withLock { $0.stop }
    }

    /// Records that the timer is about to be set: a task stored from now on makes it expire, or is seen when it is set.
    func willSetTimer() {
        state.withLock { $0.timer = .distantFuture }
        page?.timer = SharedPage.isLooking
    }

    /// Records when the timer expires, so that an earlier task sets it again.
    ///
    /// - Parameter instant: The distant future for never.
    /// - Returns: When it must expire: another process may have stored an earlier task in the meantime.
    func setTimer(_ instant: WallTime) -> WallTime {
        state.withLock { $0.timer = instant }
        guard let page else { return instant }
        page.timer = instant
        guard let noted = page.takeEarliest(), noted < instant else { return instant }
        return setTimer(noted)
    }

    /// Records that the last worker is gone and the lock is released.
    func end() {
        let endings = state.withLock { state in
            state.isHolder = false
            state.hasEnded = true
            defer { state.endings = [] }
            return state.endings
        }
        for ending in endings { ending() }
    }
}
