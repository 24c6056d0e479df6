import Platform
import TaskModel

/// What a worker does next: a pure value that takes events.
///
/// The attempts themselves are in its ``Batch``, and their time limits in ``AttemptDeadlines``.
struct WorkerState: Equatable, Sendable {
    enum Phase: Equatable, Sendable {
        /// Between two batches. There may be a task to claim.
        case claiming
        /// A batch runs.
        ///
        /// - Parameters:
        ///   - since: When it began.
        ///   - endedBefore: How many attempts of the process had ended by then.
        case running(since: MonotonicTime, endedBefore: Int)
        /// A claim has found nothing, and the worker was not woken since.
        case idle
        /// It claims no more: the pool stops, or this process has run enough tasks.
        case stopping
        /// It claims no more, and the application is gone: no other process will end this one.
        case orphaned
    }

    /// What to do between two batches.
    enum Step: Equatable, Sendable {
        /// Store outcomes, and claim the next tasks.
        case claim
        /// Nothing until a message comes.
        case sleep
        /// Store outcomes, and end the process if that succeeds.
        case finish
    }

    private(set) var phase = Phase.claiming
    /// When to try again what the database has refused, or was not ready for.
    private(set) var storeRetry: MonotonicTime?
    /// Whether a lasting failure of the database was reported, and nothing has been stored since.
    private(set) var hasReportedOutage = false
    /// How many attempts this process has run.
    private(set) var tasksRun = 0
    private var batchSizer = BatchSizer()
    /// The queue at which the next claim begins.
    var rotation = QueueRotation.anywhere

    /// Whether it claims no more.
    var isEnding: Bool { phase == .stopping || phase == .orphaned }

    var isOrphaned: Bool { phase == .orphaned }

    // MARK: Batches

    /// A batch begins.
    ///
    /// - Parameters:
    ///   - ended: How many attempts of the process have ended so far.
    ///   - now: The present.
    mutating func batchBegan(ended: Int, now: MonotonicTime) {
        guard !isEnding else { return }
        phase = .running(since: now, endedBefore: ended)
    }

    /// No batch runs any more, if one did.
    ///
    /// - Parameters:
    ///   - ended: How many attempts of the process have ended so far.
    ///   - now: The present.
    mutating func batchEnded(ended: @autoclosure () -> Int, now: @autoclosure () -> MonotonicTime) {
        guard case .running(let since, let before) = phase else { return }
        let count = ended() - before
        batchSizer.learn(count: count, elapsed: now() - since)
        tasksRun += count
        phase = .claiming
    }

    /// A claim has found nothing, and nothing else can be due.
    mutating func foundNothing() {
        batchSizer.reset()
        if !isEnding { phase = .idle }
    }

    /// There may be a task to claim.
    mutating func woken() {
        if phase == .idle { phase = .claiming }
    }

    /// The number of tasks to claim next.
    ///
    /// - Parameters:
    ///   - waiting: How many are reserved already; those are started first.
    ///   - limit: How many this process may run in all; nil for any number.
    mutating func claimSize(waiting: Int, limit: Int?) -> Int {
        waiting == 0 ? min(batchSizer.next(), max(0, tasksLeft(of: limit))) : 0
    }

    /// How many tasks this process may still run.
    func tasksLeft(of limit: Int?) -> Int {
        (limit ?? .max) - tasksRun
    }

    /// What to do between two batches.
    ///
    /// - Parameter unstored: How many outcomes are not in the database yet.
    mutating func nextStep(unstored: Int) -> Step {
        switch phase {
        case .stopping, .orphaned: return .finish
        case .idle where unstored == 0:
            storeRetry = nil
            return .sleep
        case .idle, .claiming, .running: return .claim
        }
    }

    // MARK: The end

    /// The worker is to claim no more.
    mutating func stop() {
        if !isEnding { phase = .stopping }
    }

    /// The application is gone.
    ///
    /// - Returns: False if that is known.
    mutating func orphan() -> Bool {
        defer { phase = .orphaned }
        return !isOrphaned
    }

    // MARK: The database

    /// The database has taken what there was to store.
    mutating func stored() {
        storeRetry = nil
        hasReportedOutage = false
    }

    /// There is nothing to store, and so nothing to try again.
    mutating func hasNothingToStore() {
        storeRetry = nil
    }

    /// The tasks' own calls are not on disk yet, and the outcomes must not be there before them.
    mutating func callsAreLate(now: MonotonicTime) {
        storeRetry = now + .milliseconds(50)
    }

    /// The database has refused.
    ///
    /// - Parameters:
    ///   - error: Why.
    ///   - now: The present.
    /// - Returns: Whether to report it: a lasting failure is reported once.
    mutating func refused(_ error: StoreError, now: MonotonicTime) -> Bool {
        storeRetry = now + (error.isTransient ? .milliseconds(50) : .seconds(1))
        guard !error.isTransient, !hasReportedOutage else { return false }
        hasReportedOutage = true
        return true
    }

    /// Whether to try again now; if so, the time for that is over.
    mutating func takeStoreRetry(now: MonotonicTime) -> Bool {
        guard let time = storeRetry, time <= now else { return false }
        storeRetry = nil
        return true
    }
}
