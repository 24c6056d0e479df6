import Platform
import TaskModel
import TestSupport
import Testing

/// A new database for one test, as one process has it open.
final class TestStore: Sendable {
    /// The test's present: every time in these tests is a number of microseconds.
    static let now: WallTime = 1_000_000_000

    let store: any TaskStore
    private let folder: TemporaryFolder
    private let kind: StoreUnderTest

    convenience init(_ kind: StoreUnderTest) throws {
        try self.init(kind, in: try TemporaryFolder())
    }

    private init(_ kind: StoreUnderTest, in folder: TemporaryFolder) throws {
        self.kind = kind
        self.folder = folder
        store = try kind.open(folder)
    }

    deinit {
        store.close()
    }

    /// The same database, as another process has it open.
    func other() throws -> TestStore { try TestStore(kind, in: folder) }

    @discardableResult
    func insert(_ task: NewTask) throws -> InsertResult { try store.insert(task) }

    func claim(
        slot: String = "slot", limit: Int = 10, queues: Set<String>? = nil, rotation: QueueRotation = QueueRotation(),
        now: WallTime = TestStore.now, knows: @escaping (String) -> Bool = { _ in true }
    ) throws -> ClaimResult {
        try store.recordAndClaim(
            [], for: Claimant(slot: slot, limit: limit, queues: queues, knows: knows), rotation: rotation, now: now
        ).claim
    }

    /// Claims until nothing is left.
    func claimAll(slot: String = "slot", now: WallTime = TestStore.now) throws -> [ClaimedTask] {
        var all: [ClaimedTask] = []
        while true {
            let claim = try claim(slot: slot, now: now)
            all += claim.tasks
            guard !claim.tasks.isEmpty || claim.mayHaveMore else { return all }
        }
    }

    /// Stores a task and claims it.
    func start(_ task: NewTask, slot: String = "slot", now: WallTime = TestStore.now) throws -> ClaimedTask {
        try insert(task)
        return try #require(try claim(slot: slot, now: now).tasks.first { $0.id == task.id })
    }

    /// Records how an attempt ended.
    ///
    /// - Returns: Whether the outcome counts.
    @discardableResult
    func record(_ outcome: AttemptOutcome, slot: String = "slot") throws -> Bool {
        try store.record([outcome], slot: slot).isCounted == [true]
    }

    @discardableResult
    func record(_ task: ClaimedTask, _ result: AttemptResult, slot: String = "slot") throws -> Bool {
        try record(task.ended(result), slot: slot)
    }

    func cancel(_ id: TaskID, now: WallTime = TestStore.now) throws -> CancelResult {
        try #require(try store.cancel(id, now: now, wait: .standard)).result
    }

    func state(_ id: TaskID) throws -> TaskState? { try store.task(id)?.state }

    func recover(_ work: DeadWorkerWork, now: WallTime = TestStore.now + 9) throws -> [TaskTransition] {
        try #require(try store.recover(work, now: now, wait: .standard))
    }
}

extension ClaimedTask {
    /// An outcome of this attempt.
    func ended(_ result: AttemptResult, at instant: WallTime = TestStore.now + 1_000) -> AttemptOutcome {
        AttemptOutcome(attempt: attempt, started: TestStore.now, ended: instant, result: result)
    }
}

extension NewTask {
    /// A task that is due, with a new identifier.
    static func due(
        _ name: String = "work", at runAt: WallTime = TestStore.now, queue: String = "default",
        priority: Priority = .medium, attempts: Int64 = 1, delay: RetryDelay = .standard, unique: UniqueKey? = nil
    ) -> NewTask {
        NewTask(
            id: .make(), name: name, arguments: Array("{}".utf8), created: TestStore.now, runAt: runAt, queue: queue,
            priority: priority, maxAttempts: attempts, retryDelay: delay, uniqueness: unique
        )
    }

    /// A run of a recurring function.
    static func run(_ name: String = "tick()", of instant: WallTime, concurrency: Int64 = 1) -> NewTask {
        NewTask(
            runOf: name, RunOptions(concurrency: concurrency), now: TestStore.now, scheduledAt: instant)
    }
}

/// How an attempt may end, and what its task then is.
struct OutcomeCase: Sendable, CustomTestStringConvertible {
    var result: AttemptResult
    var attempts: Int64 = 1
    var state: TaskState
    /// How many attempts count then.
    var attemptsUsed: Int64

    var testDescription: String { "\(result), \(attempts) attempt(s)" }

    static let all = [
        OutcomeCase(result: .succeeded(nil), state: .succeeded, attemptsUsed: 1),
        OutcomeCase(result: .succeeded(Array("[1]".utf8)), state: .succeeded, attemptsUsed: 1),
        OutcomeCase(result: .failed(Failure(.threw, message: "no")), state: .failed, attemptsUsed: 1),
        OutcomeCase(result: .failed(Failure(.crashed, signal: 11)), attempts: 2, state: .waiting, attemptsUsed: 1),
        OutcomeCase(result: .cancelled, attempts: 2, state: .cancelled, attemptsUsed: 1),
        OutcomeCase(result: .interrupted, state: .waiting, attemptsUsed: 0),
        OutcomeCase(result: .unattributed(Failure(.crashed)), state: .waiting, attemptsUsed: 0),
        OutcomeCase(result: .requeued, state: .waiting, attemptsUsed: 0),
        OutcomeCase(
            result: .parked(Failure(.undecodableArguments, message: "x")), state: .parked, attemptsUsed: 0),
    ]
}
