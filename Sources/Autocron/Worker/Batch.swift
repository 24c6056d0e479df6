import Platform
import Synchronization
import TaskModel
import WorkerFiles

/// The tasks that a worker has reserved, shared by the Swift task that runs them and the threads that claim and watch.
///
/// The slot is written under this lock, so that slot and memory never disagree.
final class Batch: Sendable {
    /// An ended attempt whose outcome is not in the database yet.
    struct UnstoredOutcome: Sendable {
        var outcome: AttemptOutcome
        var id: TaskID
        /// Whether it was a run of a recurring function, whose next run may wait for its end.
        var madeRoom: Bool
    }

    /// The running attempt.
    struct RunningAttempt: Sendable {
        var task: ClaimedTask
        var began: MonotonicTime
        var started: WallTime
        /// The time limit.
        var timeout: Duration?
        var stopReason = StopReason.none
        var cancel: (@Sendable () -> Void)?
    }

    private struct State {
        var waiting: [ClaimedTask] = []
        var current: RunningAttempt?
        var fresh: [UnstoredOutcome] = []
        /// Handed out to be stored, but not confirmed yet.
        var taken: [UnstoredOutcome] = []
        var area = 0
        var ended = 0
        var isFull = false
        var isClosed = false
        var isRunning = false
    }

    private let state = Mutex(State())
    private let slot: SlotWriter
    private let clock: @Sendable () -> WallTime
    private let timeout: @Sendable (String) -> Duration?

    /// - Parameters:
    ///   - slot: The worker's slot.
    ///   - clock: Returns the present, for the times that are stored.
    ///   - timeout: Returns the time limit of the function with a name; nil for none.
    init(
        slot: SlotWriter, clock: @escaping @Sendable () -> WallTime = WallTime.now,
        timeout: @escaping @Sendable (String) -> Duration? = { _ in nil }
    ) {
        self.slot = slot
        self.clock = clock
        self.timeout = timeout
    }

    // MARK: The running side

    /// Starts the next attempt.
    ///
    /// - Returns: nil if there is none, or if outcomes must be stored first; the batch has then stopped.
    func next() -> ClaimedTask? {
        state.withLock { state in
            guard !state.isFull, !state.isClosed, !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            let task = state.waiting.removeFirst()
            let current = RunningAttempt(
                task: task, began: .now(), started: clock(), timeout: timeout(task.name))
            state.current = current
            slot.begin(
                SlotRecord(
                    attempt: task.attempt, started: current.started,
                    timeoutAt: current.timeout.map { current.began + $0 }))
            return task
        }
    }

    /// Makes the running attempt cancellable; one that was already cancelled is cancelled now.
    func attach(cancel: @escaping @Sendable () -> Void) {
        let isUnwanted = state.withLock { state in
            state.current?.cancel = cancel
            return state.current.map { $0.stopReason != .none } ?? false
        }
        if isUnwanted { cancel() }
    }

    /// Ends the running attempt.
    ///
    /// - Parameter result: Gets the reason for which the attempt was told to stop, if it was, and returns how it ended.
    /// - Returns: The reason for which it was told to stop; the thread that did so may still be about to cancel it.
    @discardableResult
    func finish(_ result: (StopReason) -> AttemptResult) -> StopReason {
        state.withLock { state in
            guard let current = state.current else { return .none }
            state.current = nil
            let outcome = AttemptOutcome(
                attempt: current.task.attempt, started: current.started, ended: clock(),
                result: result(current.stopReason), mayHoldKey: current.task.key != nil,
                mayBeRun: current.task.concurrency != nil
            )
            state.ended += 1
            keep(outcome, of: current.task, in: &state)
            return current.stopReason
        }
    }

    /// Records that later output on standard error is not the running attempt's.
    ///
    /// - Returns: False if the worker has lost the pipe, and so, probably, all descriptors that it needs.
    func markEndOfWords() -> Bool {
        slot.markEndOfWords()
    }

    /// Keeps an outcome until it is stored, in memory and in the slot.
    private func keep(_ outcome: AttemptOutcome, of task: ClaimedTask, in state: inout State) {
        if !slot.record(outcome, area: state.area) { state.isFull = true }
        state.fresh.append(UnstoredOutcome(outcome: outcome, id: task.id, madeRoom: task.concurrency != nil))
    }

    // MARK: The watching side

    struct Snapshot: Sendable {
        var current: RunningAttempt?
        var waiting: Int
        var unstored: Int
        /// The number of attempts that have ended since the process started.
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

    /// Adds claimed tasks, and records that the running side is about to start.
    ///
    /// - Returns: false if there is nothing to run.
    func start(adding tasks: [ClaimedTask]) -> Bool {
        state.withLock { state in
            state.waiting += tasks
            state.isRunning = !state.waiting.isEmpty && !state.isClosed
            return state.isRunning
        }
    }

    /// Starts no more attempts.
    func close() {
        state.withLock { $0.isClosed = true }
    }

    /// Restores the tasks that ``takeUnstarted()`` removed, if the database could not requeue them.
    func restore(_ tasks: [ClaimedTask]) {
        state.withLock { $0.waiting = tasks + $0.waiting }
    }

    /// Removes and returns the tasks that have not started.
    func takeUnstarted() -> [ClaimedTask] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Removes one cancelled task that has not started: it never runs here, even if the database cannot be told at
    /// once.
    ///
    /// - Returns: False if it has started, or is not reserved here.
    func withdraw(_ attempt: AttemptID) -> Bool {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.attempt == attempt }) else {
                return false
            }
            let task = state.waiting.remove(at: index)
            let outcome = AttemptOutcome(attempt: attempt, started: nil, ended: clock(), result: .requeued)
            keep(outcome, of: task, in: &state)
            return true
        }
    }

    /// Hands out the outcomes to be stored; new ones go to the slot's other area from now on.
    ///
    /// - Returns: The same outcomes as the last time, unless ``confirm()`` was called since.
    func unstored() -> [UnstoredOutcome] {
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

    /// Records that the outcomes of ``unstored()`` are in the database.
    func confirm() {
        state.withLock { state in
            guard !state.taken.isEmpty else { return }
            state.taken = []
            if state.current == nil { slot.rest() }
            slot.clear(area: 1 - state.area)
        }
    }

    /// Stops the running attempt, if it still is the given one.
    ///
    /// - Returns: False if another one runs now.
    @discardableResult
    func cancel(_ attempt: AttemptID, for stopReason: StopReason) -> Bool {
        let cancel: (@Sendable () -> Void)?? = state.withLock { state in
            guard let current = state.current, current.task.attempt == attempt else {
                return nil
            }
            if current.stopReason == .none { state.current?.stopReason = stopReason }
            return .some(current.cancel)
        }
        guard let cancel else { return false }
        cancel?()
        return true
    }

    /// The task that runs, or else the one that runs next.
    var held: ClaimedTask? {
        state.withLock { $0.current?.task ?? $0.waiting.first }
    }

    /// Writes the reason for the process's end into the slot, if a task runs or is about to run.
    ///
    /// `end` runs under the lock, so no task starts in between.
    ///
    /// - Parameter end: Ends the process.
    func end(for stopReason: StopReason, _ end: () -> Never) {
        state.withLock { state in
            guard state.current != nil || !state.waiting.isEmpty else { return }
            if state.current != nil { slot.recordStopReason(stopReason) }
            end()
        }
    }

    /// Writes the reason for the process's end into the slot, if the given attempt still runs.
    ///
    /// `end` runs under the lock, so the attempt cannot finish in between.
    ///
    /// - Parameter end: Ends the process.
    func recordStopReason(_ stopReason: StopReason, of attempt: AttemptID, end: () -> Never) {
        state.withLock { state in
            guard let current = state.current, current.task.attempt == attempt else { return }
            slot.recordStopReason(stopReason)
            end()
        }
    }
}
