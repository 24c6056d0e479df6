import Dispatch
import Foundation
import Synchronization
import TaskStore

/// An application's side of the pool: it hosts the workers, or waits to, or leaves that to others.
final class PoolHost: CommitListener {
    /// What the supervising thread shares with the rest of the process.
    private struct State {
        var isHolder = false
        /// The instant at which the timer rings; µs since 1970.
        var timer = Int64.max
        var mustStartWatch = false
        /// When the log's length may be told of again; monotonic.
        var nextCopy: Int64 = 0
        var stop: StopOrder?
        var hasEnded = false
        var endings: [@Sendable () -> Void] = []
    }

    let directory: PoolDirectory
    let roster = Roster()
    let control: Descriptor
    private let poke: Descriptor
    /// Rings when a worker that was woken has had its time to say something; to wake the supervisor for each call would
    /// cost more than the call.
    let alarm: Alarm
    private let pipe: WakePipeWriter
    private let state = Mutex(State())
    /// What the control pipe's bytes ask for.
    private let wantsLook = Mutex(false)
    private let wantsCheckpoint = Mutex(false)
    private let decision = DispatchSemaphore(value: 0)

    private let unhosted: UnhostedCheckpoints
    private let page: SharedPage?

    /// - Parameters:
    ///   - directory: where the processes meet.
    ///   - page: what they share; nil where that cannot be had by a process that never hosts the pool.
    ///   - unhosted: who copies the log while no process hosts the pool.
    init(directory: PoolDirectory, page: SharedPage?, unhosted: UnhostedCheckpoints) throws(SystemFailure) {
        self.directory = directory
        self.unhosted = unhosted
        self.page = page
        (control, poke) = try Descriptor.pipe()
        alarm = try Alarm()
        pipe = WakePipeWriter(path: directory.pipe)
    }

    // MARK: Those who commit

    func stored(due: Int, earliest: Int64?) {
        let (isHolder, isEarlier) = state.withLock { ($0.isHolder, (earliest ?? .max) < $0.timer) }
        guard isHolder else { return tellHolder(due: due, earliest: earliest) }
        roster.wake(due)
        if isEarlier { poke.poke([Self.timerMoved]) }
        if due > 0, startsWatch() { alarm.set(after: Roster.patience) }
    }

    /// Tells the process that hosts the pool what it has to do about tasks stored here.
    private func tellHolder(due: Int, earliest: Int64?) {
        guard let page else { return tellHolderAll(due: due, hasLater: earliest != nil) }
        guard page.isHosted else { return }
        if page.note(due: due, earliest: earliest, now: Monotonic.now()) { pipe.tell(.noted) }
    }

    /// The same through the pipe alone.
    private func tellHolderAll(due: Int, hasLater: Bool) {
        // It has no more workers than that, or is busy for long enough to look again.
        let words = repeatElement(WakePipe.Word.due, count: min(due, 64)) + (hasLater ? [.later] : [])
        if !words.isEmpty { pipe.tell(Array(words)) }
    }

    /// Among the control pipe's bytes: the timer must be read anew.
    static let timerMoved: UInt8 = 1

    /// Whether the supervisor must look after the worker that was just woken, and sleeps without a time for that.
    private func startsWatch() -> Bool {
        state.withLock { state in
            defer { state.mustStartWatch = false }
            return state.mustStartWatch
        }
    }

    /// Notes whether the alarm is to be set when the next worker is woken.
    func wantWatch(_ wanted: Bool) {
        state.withLock { $0.mustStartWatch = wanted }
    }

    func cancellationRequested() {
        guard state.withLock({ $0.isHolder }) else {
            pipe.tell(.changed)
            return
        }
        wantsLook.withLock { $0 = true }
        poke.poke([0])
    }

    func logGrown() {
        let now = Monotonic.now()
        let (isNews, isHolder) = state.withLock { state in
            // Until it is copied every commit would say so again.
            guard now >= state.nextCopy else { return (false, false) }
            state.nextCopy = now + 10_000_000
            return (true, state.isHolder)
        }
        guard isNews else { return }
        guard isHolder else {
            if !pipe.tell(.logGrown) { unhosted.start() }
            return
        }
        wantsCheckpoint.withLock { $0 = true }
        poke.poke([0])
    }

    var hearsOutcomes: Bool {
        state.withLock { $0.isHolder }
    }

    /// Something may have come back that can be claimed.
    func lookAgain() {
        roster.wake(.max)
        poke.poke([Self.timerMoved])
    }

    // MARK: Those who stop

    /// Orders the end, and calls back when it is reached.
    func stop(_ order: StopOrder, whenEnded: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            state.stop = order
            if !state.hasEnded, state.isHolder {
                state.endings.append(whenEnded)
                return false
            }
            return true
        }
        guard isOver else { return _ = poke.poke([0]) }
        LockWaits.shared.cancel(ObjectIdentifier(self))
        whenEnded()
    }

    // MARK: The supervising thread

    /// Whether this process hosts the pool now is settled.
    func decide() {
        decision.signal()
    }

    /// Waits until it is.
    func awaitDecision() {
        decision.wait()
    }

    /// The pool's lock is taken.
    ///
    /// - Returns: false if the application has been stopped meanwhile.
    func becomeHolder() -> Bool {
        state.withLock { state in
            guard state.stop == nil else { return false }
            state.isHolder = true
            // Before the first look: whoever commits after that tells of it.
            page?.timer = .max
            page?.isHosted = true
            return true
        }
    }

    /// What other processes have stored; to be taken after their pipe was emptied, and before the database is read.
    func takeNotes() -> (due: Int, earliest: Int64?) {
        page?.takeNotes() ?? (0, nil)
    }

    /// The lock is about to be given back.
    func giveUp() {
        page?.isHosted = false
    }

    var stopOrder: StopOrder? {
        state.withLock { $0.stop }
    }

    /// Notes that the timer is about to be set, so that whatever is stored from now on rings it or is heard of then.
    func willSetTimer() {
        state.withLock { $0.timer = .max }
        page?.timer = SharedPage.isLooking
    }

    /// Notes when the timer rings, so that an earlier task rings it anew.
    ///
    /// - Parameter instant: µs since 1970; the largest number if it does not.
    /// - Returns: when it has to ring, since another process may have stored something meanwhile.
    func setTimer(_ instant: Int64) -> Int64 {
        state.withLock { $0.timer = instant }
        guard let page else { return instant }
        page.timer = instant
        guard let noted = page.takeEarliest(), noted < instant else { return instant }
        return setTimer(noted)
    }

    func takeWantsLook() -> Bool {
        wantsLook.withLock { wants in
            defer { wants = false }
            return wants
        }
    }

    func takeWantsCheckpoint() -> Bool {
        wantsCheckpoint.withLock { wants in
            defer { wants = false }
            return wants
        }
    }

    /// The last worker is gone and the lock is given back.
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
