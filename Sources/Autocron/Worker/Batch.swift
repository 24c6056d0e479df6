import Synchronization
import TaskStore

/// The tasks that a worker has reserved, shared by the Swift task that runs them and the threads that claim and watch.
///
/// What is noted in the slot is noted under this lock, so that slot and memory never disagree.
final class Batch: Sendable {
    /// An ended attempt whose outcome is not in the database yet.
    struct Ended: Sendable {
        var outcome: Outcome
        var id: NewTask.Identifier
        /// Whether it was a run of a recurring function, of which so many may go side by side.
        var madeRoom: Bool
    }

    /// The attempt that runs.
    struct Current: Sendable {
        var task: ClaimedTask
        /// Monotonic nanoseconds.
        var began: Int64
        /// µs since 1970.
        var started: Int64
        var verdict = SlotVerdict.none
        var cancel: (@Sendable () -> Void)?
    }

    private struct State {
        var waiting: [ClaimedTask] = []
        var current: Current?
        var fresh: [Ended] = []
        /// Handed out to be stored, not confirmed yet.
        var taken: [Ended] = []
        var area = 0
        var ended = 0
        var isFull = false
        var isClosed = false
        var isRunning = false
    }

    private let state = Mutex(State())
    private let slot: SlotWriter

    init(slot: SlotWriter) {
        self.slot = slot
    }

    // MARK: The running side

    /// Starts the next attempt.
    ///
    /// - Returns: nil if there is none, or outcomes must be stored first; the batch has then stopped.
    func next() -> ClaimedTask? {
        state.withLock { state in
            guard !state.isFull, !state.isClosed, !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            let task = state.waiting.removeFirst()
            let current = Current(task: task, began: Monotonic.now(), started: Timestamp.now())
            state.current = current
            slot.begin(SlotRecord(row: task.row, attempt: task.attempt, started: current.started))
            return task
        }
    }

    /// Makes the running attempt cancellable; one that was cancelled before is cancelled now.
    func attach(cancel: @escaping @Sendable () -> Void) {
        let isUnwanted = state.withLock { state in
            state.current?.cancel = cancel
            return state.current.map { $0.verdict != .none } ?? false
        }
        if isUnwanted { cancel() }
    }

    /// Ends the running attempt.
    ///
    /// - Parameter end: given why somebody wanted it stopped, if somebody did, tells how it ended.
    /// - Returns: why somebody wanted it stopped; whoever did may still be about to cancel it.
    @discardableResult
    func finish(_ end: (SlotVerdict) -> Outcome.End) -> SlotVerdict {
        state.withLock { state in
            guard let current = state.current else { return .none }
            state.current = nil
            let outcome = Outcome(
                row: current.task.row, attempt: current.task.attempt, started: current.started, ended: Timestamp.now(),
                end: end(current.verdict), mayHoldKey: current.task.key != nil
            )
            state.ended += 1
            keep(outcome, of: current.task, in: &state)
            return current.verdict
        }
    }

    /// Notes that what is written to standard error from now on is not the running attempt's.
    ///
    /// - Returns: false if the worker has lost the pipe, and so, probably, all that it needs.
    func markEndOfWords() -> Bool {
        slot.markEndOfWords()
    }

    /// Keeps an outcome until it is stored, in memory and in the slot.
    private func keep(_ outcome: Outcome, of task: ClaimedTask, in state: inout State) {
        if !slot.note(outcome, area: state.area) { state.isFull = true }
        state.fresh.append(Ended(outcome: outcome, id: task.id, madeRoom: task.concurrency != nil))
    }

    // MARK: The watching side

    struct Snapshot: Sendable {
        var current: Current?
        var waiting: Int
        var unstored: Int
        /// How many attempts have run to their end, in the life of the process.
        var ended: Int
        var isRunning: Bool
    }

    var snapshot: Snapshot {
        state.withLock { state in
            Snapshot(
                current: state.current, waiting: state.waiting.count, unstored: state.fresh.count + state.taken.count,
                ended: state.ended, isRunning: state.isRunning
            )
        }
    }

    /// Adds claimed tasks and says that the running side is about to start.
    ///
    /// - Returns: false if there is nothing to run.
    func start(adding tasks: [ClaimedTask]) -> Bool {
        state.withLock { state in
            state.waiting += tasks
            state.isRunning = !state.waiting.isEmpty && !state.isClosed
            return state.isRunning
        }
    }

    /// Starts nothing more.
    func close() {
        state.withLock { $0.isClosed = true }
    }

    /// Puts back what ``unstarted()`` took, where it could not be given back to the database.
    func putBack(_ tasks: [ClaimedTask]) {
        state.withLock { $0.waiting = tasks + $0.waiting }
    }

    /// Takes back what has not started.
    func unstarted() -> [ClaimedTask] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Gives up one task that has not started and that somebody has cancelled: it never runs here, also where the database
    /// cannot be told at once.
    ///
    /// - Returns: false if it has started, or is not among the reserved ones.
    func withdraw(row: Int64, attempt: Int64) -> Bool {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.row == row && $0.attempt == attempt }) else {
                return false
            }
            let task = state.waiting.remove(at: index)
            let outcome = Outcome(row: row, attempt: attempt, started: nil, ended: Timestamp.now(), end: .unstarted)
            keep(outcome, of: task, in: &state)
            return true
        }
    }

    /// Hands out the outcomes to be stored; new ones go to the slot's other area from now on.
    ///
    /// - Returns: those handed out the last time, unless ``confirm()`` was called since.
    func unstored() -> [Ended] {
        state.withLock { state in
            if state.taken.isEmpty, !state.fresh.isEmpty {
                state.taken = state.fresh
                state.fresh = []
                state.area = 1 - state.area
                state.isFull = false
            }
            return state.taken
        }
    }

    /// Says that what ``unstored()`` gave is in the database.
    func confirm() {
        state.withLock { state in
            guard !state.taken.isEmpty else { return }
            state.taken = []
            slot.clear(area: 1 - state.area)
        }
    }

    /// Wants the running attempt stopped, if it still is the one that is meant.
    ///
    /// - Returns: false if another one runs by now.
    @discardableResult
    func cancel(row: Int64, attempt: Int64, because verdict: SlotVerdict) -> Bool {
        let cancel: (@Sendable () -> Void)?? = state.withLock { state in
            guard let current = state.current, current.task.row == row, current.task.attempt == attempt else {
                return nil
            }
            if current.verdict == .none { state.current?.verdict = verdict }
            return .some(current.cancel)
        }
        guard let cancel else { return false }
        cancel?()
        return true
    }

    /// Notes in the slot why the process is about to end, if the attempt that is meant still runs.
    ///
    /// The running attempt can end no more after this: the lock is kept, and the process ends with it.
    ///
    /// - Parameter end: ends the process.
    func judge(row: Int64, attempt: Int64, as verdict: SlotVerdict, end: () -> Never) {
        state.withLock { state in
            guard let current = state.current, current.task.row == row, current.task.attempt == attempt else { return }
            slot.judge(verdict)
            end()
        }
    }
}
