import Dispatch
import Foundation
import Platform
import Synchronization
import TaskModel
import WorkerFiles

/// An application's side of the pool: it hosts the workers, waits to become the host, or never hosts them.
final class PoolMembership: PoolNotifier {
    /// State shared by the pool's threads and the rest of the process.
    private struct State {
        var isHost = false
        /// When the timer expires.
        var timer = WallTime.distantFuture
        var wantsWatchdog = false
        /// The earliest time at which maintenance may be requested again.
        var nextCopy = MonotonicTime.distantPast
        var stop: StopOrder?
        var hasEnded = false
        var endings: [@Sendable () -> Void] = []
    }

    let directory: PoolDirectory
    let idleWorkers = IdleWorkers()
    /// The supervisor's.
    let mailbox: Mailbox<SupervisorRequests>
    /// That of the thread that uses the database for the pool.
    let databaseMailbox: Mailbox<DatabaseRequests>
    /// Expires when a woken worker should have sent a message; waking the supervisor for each call would cost more than
    /// the call.
    let watchdogTimer: TimerDescriptor
    private let pipe: WakePipeWriter
    private let state = Mutex(State())
    private let decision = DispatchSemaphore(value: 0)

    private let maintenance: any StoreMaintenance
    private let page: SharedPage?
    /// nil where all of the database's processes are on this machine.
    private let channel: (any HostChannel)?

    /// - Parameters:
    ///   - directory: Where the processes of this machine meet.
    ///   - page: The memory that they share; nil if a process that never hosts the pool cannot open it.
    ///   - maintenance: The store's, for while no process hosts the pool.
    ///   - channel: Connects the hosts of different machines.
    init(
        directory: PoolDirectory, page: SharedPage?, maintenance: any StoreMaintenance,
        channel: (any HostChannel)? = nil
    ) throws(SystemFailure) {
        self.directory = directory
        self.channel = channel
        self.maintenance = maintenance
        self.page = page
        mailbox = try Mailbox(empty: SupervisorRequests())
        databaseMailbox = try Mailbox(empty: DatabaseRequests())
        watchdogTimer = try TimerDescriptor()
        pipe = WakePipeWriter(path: directory.pipe)
    }

    // MARK: Those who commit

    func tasksCommitted(due: Int, earliest: WallTime?) {
        let (isHost, isEarlier) = state.withLock { ($0.isHost, (earliest ?? .distantFuture) < $0.timer) }
        guard isHost else { return notifyHost(due: due, earliest: earliest) }
        wakeWorkers(due)
        if isEarlier { reread(.nextDue) }
    }

    /// Wakes workers for due tasks, on the supervisor's thread; tells other machines' hosts if too few sleep here.
    func wake(_ due: Int) {
        if idleWorkers.wake(due) < due, due != .max { tellOthers(.tasksDue) }
    }

    /// Wakes workers, on any thread but the supervisor's, which looks after them by itself.
    ///
    /// - Parameter count: The number of due tasks.
    func wakeWorkers(_ count: Int) {
        wake(count)
        watchWoken(count)
    }

    /// Whether no other machine can have the database: then no host looks for machines that are gone.
    var isAlone: Bool { channel == nil }

    /// Tells other machines' hosts, where there are any.
    func tellOthers(_ news: HostNews) {
        channel?.tell(news)
    }

    private func watchWoken(_ count: Int) {
        if count > 0, takeWatchdogRequest() { watchdogTimer.arm(after: IdleWorkers.responseTimeout) }
    }

    /// Sets the timer again if it would expire too late for a task that was stored.
    func resetTimer(ifAfter instant: WallTime) {
        if state.withLock({ instant < $0.timer }) { reread(.nextDue) }
    }

    /// Has the database read again, because something has changed there.
    func reread(_ changes: DatabaseRequests.Changes) {
        databaseMailbox.post { $0.changes.formUnion(changes) }
    }

    /// Hears what another machine's host tells.
    private func receive(_ news: HostNews) {
        switch news {
        case .tasksDue:
            idleWorkers.wake(1)
            watchWoken(1)
        case .changed:
            wakeWorkers(.max)
            reread(.everything)
        }
    }

    /// Notifies the host process of tasks that this process stored.
    private func notifyHost(due: Int, earliest: WallTime?) {
        guard let page else { return notifyHostByPipe(due: due, hasLater: earliest != nil) }
        guard page.isHosted else {
            tellOthers(due > 0 ? .tasksDue : .changed)
            return
        }
        if page.notify(due: due, earliest: earliest, now: .now()) { pipe.send(.noted) }
    }

    /// The same through the pipe alone.
    private func notifyHostByPipe(due: Int, hasLater: Bool) {
        // The pool has no more workers than that, or is busy for long enough to read the database again.
        let events = repeatElement(WakePipe.Event.due, count: min(due, 64)) + (hasLater ? [.later] : [])
        if !events.isEmpty { pipe.send(Array(events)) }
    }

    /// Whether the supervisor, which sleeps without a timeout, must wake up to watch the worker that was just woken.
    private func takeWatchdogRequest() -> Bool {
        state.withLock { state in
            defer { state.wantsWatchdog = false }
            return state.wantsWatchdog
        }
    }

    /// Sets whether the alarm is to be set when the next worker is woken.
    func requestWatchdog(_ wanted: Bool) {
        state.withLock { $0.wantsWatchdog = wanted }
    }

    func cancellationRequested() {
        // The task may run on any machine.
        tellOthers(.changed)
        guard state.withLock({ $0.isHost }) else {
            pipe.send(.changed)
            return
        }
        reread(.cancellations)
    }

    func maintenanceDue() {
        let now = MonotonicTime.now()
        let (isDue, isHost) = state.withLock { state in
            // Without this limit every commit would report it until the checkpoint is done.
            guard now >= state.nextCopy else { return (false, false) }
            state.nextCopy = now + .milliseconds(10)
            return (true, state.isHost)
        }
        guard isDue else { return }
        guard isHost else {
            if !pipe.send(.maintenanceDue) { maintenance.runWithoutHost() }
            return
        }
        mailbox.post { $0.needsCheckpoint = true }
    }

    /// A host hears of its own workers' outcomes; those of other machines are read.
    var receivesOutcomes: Bool {
        isAlone && state.withLock { $0.isHost }
    }

    /// Makes the workers claim again, because tasks may have been requeued.
    func requestPoll() {
        wakeWorkers(.max)
        reread(.nextDue)
    }

    // MARK: Those who stop

    /// Orders the stop, and calls back at its end.
    func stop(_ order: StopOrder, whenEnded: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            state.stop = order
            if !state.hasEnded, state.isHost {
                state.endings.append(whenEnded)
                return false
            }
            return true
        }
        guard isOver else { return mailbox.post { $0.stop = order } }
        LockWaits.shared.cancel(ObjectIdentifier(self))
        whenEnded()
    }

    // MARK: The pool's threads

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
    func becomeHost() -> Bool {
        state.withLock { state in
            guard state.stop == nil else { return false }
            state.isHost = true
            // Before the first read of the database: every later commit sends a notification.
            page?.timer = .distantFuture
            page?.isHosted = true
            channel?.listen { [weak self] news in self?.receive(news) }
            return true
        }
    }

    /// Takes the notifications of other processes; the caller reads their pipe first, then these, then the database.
    func takeCommitNotices() -> (due: Int, earliest: WallTime?) {
        page?.takeNotices() ?? (0, nil)
    }

    /// Records that the lock is about to be released.
    func withdraw() {
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
            state.isHost = false
            state.hasEnded = true
            defer { state.endings = [] }
            return state.endings
        }
        channel?.close()
        for ending in endings { ending() }
    }
}
