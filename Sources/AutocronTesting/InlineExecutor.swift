import Autocron
import InspectionModel
import Platform
import Synchronization
import TaskModel

/// Runs a test's tasks in the test's own process: one at a time, by the test's clock.
///
/// It takes the place of supervisor and workers, and uses the same statements and rules: the timetable fires, the
/// store's claim chooses the next task, and an outcome is recorded as a worker's is.
final class InlineExecutor: QueueDriver, PoolNotifier {
    /// The slot in the rows of running tasks.
    private static let slot = "test"

    private let store: any TaskStore & TaskInspection
    private let registry: Registry
    private let clock: TestClock
    /// The maximum number of tasks that run at one instant: a task that always stores another would keep a call
    /// forever.
    private let maximumTasksPerInstant: Int
    private let timetable: Mutex<Timetable>
    private let attempts = Mutex<[Int64: Attempt]>([:])
    private let queueRotation = Mutex(QueueRotation())
    private let mutex = AsyncMutex()

    /// - Parameters:
    ///   - store: The test's database.
    ///   - registry: The functions whose tasks are run.
    ///   - recurring: The recurring functions that fire.
    ///   - clock: The test's clock.
    ///   - maximumTasksPerInstant: The maximum number of tasks that run at one instant.
    /// - Throws: `StoreError`.
    init(
        store: any TaskStore & TaskInspection, registry: Registry, recurring: Registry, clock: TestClock,
        maximumTasksPerInstant: Int
    ) throws(StoreError) {
        self.store = store
        self.registry = registry
        self.clock = clock
        self.maximumTasksPerInstant = maximumTasksPerInstant
        try Self.takeOver(store, registry, now: clock.now)
        timetable = Mutex(try Timetable(recurring, store: store, build: "the test", now: clock.now))
    }

    /// Recovers what other processes left in a given database, as a pool does at its start.
    private static func takeOver(_ store: any TaskStore, _ registry: Registry, now: WallTime) throws(StoreError) {
        // A test that crashed may have left tasks running, and no other process recovers them.
        _ = try store.requeueTasks(ofLostSlots: [slot], now: now, wait: .standard)
        var cursor = ParkedTaskCursor(includesUndecodable: true)
        while !cursor.isOver {
            let rows = cursor.move(past: try store.parkedTasks(after: cursor)) { registry[$0] != nil }
            _ = try store.unpark(rows: rows)
        }
    }

    // MARK: Whose turn it is

    /// A task in which a Swift task runs.
    private struct Enclosing {
        var driver: ObjectIdentifier
        var task: TaskID
    }

    @TaskLocal private static var enclosing: [Enclosing] = []

    /// The tasks of this test that contain the present Swift task, the innermost last.
    private var enclosing: [TaskID] {
        Self.enclosing.filter { $0.driver == ObjectIdentifier(self) }.map(\.task)
    }

    /// Does something while no other code drives the queue.
    ///
    /// A task that waits for another one has the turn already: it is part of the code that drives the queue.
    private func exclusively<R: Sendable>(_ body: () async throws(TaskError) -> R) async throws(TaskError) -> R {
        guard enclosing.isEmpty else { return try await body() }
        await mutex.lock()
        defer { mutex.unlock() }
        return try await body()
    }

    // MARK: Draining

    /// Runs due tasks until none is due.
    ///
    /// - Returns: The tasks that have failed for good or were parked, and whether the queue is empty.
    func drain(in runtime: Runtime) async throws(TaskError) -> Drained {
        try await exclusively { () async throws(TaskError) in
            var drained = Drained()
            try await drain(into: &drained, in: runtime)
            return drained
        }
    }

    /// Moves the clock, and runs each task that becomes due at its own instant.
    func advance(to target: WallTime, in runtime: Runtime) async throws(TaskError) -> Drained {
        try await exclusively { () async throws(TaskError) in
            var drained = Drained()
            try await drain(into: &drained, in: runtime)
            while drained.runawayTask == nil, let next = try nextInstant(), next <= target {
                clock.move(to: next)
                try await drain(into: &drained, in: runtime)
            }
            clock.move(to: target)
            return drained
        }
    }

    /// Moves the clock as if the program had not run in the meantime, and runs what is due then.
    func jump(to target: WallTime, in runtime: Runtime) async throws(TaskError) -> Drained {
        try await exclusively { () async throws(TaskError) in
            await runtime.flush()
            clock.move(to: target)
            var drained = Drained()
            try await drain(into: &drained, in: runtime)
            return drained
        }
    }

    /// The result of a drain.
    struct Drained: Sendable {
        /// Tasks that have failed for good, or were parked.
        var failed: [TaskID] = []
        /// The task at which the drain gave up; nil if the queue is empty now.
        var runawayTask: String?
    }

    private func drain(into drained: inout Drained, in runtime: Runtime) async throws(TaskError) {
        // The number of tasks at one instant: with a moving clock, a drain comes to an end.
        var count = 0
        while drained.runawayTask == nil, let step = try await step(in: runtime) {
            drained.failed += step.failed
            count += 1
            if count >= maximumTasksPerInstant { drained.runawayTask = step.name }
        }
    }

    // MARK: Waiting

    func drive(to id: TaskID, within timeout: Duration?, in runtime: Runtime) async throws(TaskError) {
        guard !enclosing.contains(id) else { throw .wouldDeadlock }
        let deadline = timeout.map { clock.now + $0 }
        var isOver = false
        while !isOver {
            isOver = try await exclusively { () async throws(TaskError) in
                try await approach(id, until: deadline, in: runtime)
            }
        }
    }

    /// Takes the next step toward a task's end; time passes while a caller waits.
    ///
    /// - Returns: Whether the task has ended.
    private func approach(_ id: TaskID, until deadline: WallTime?, in runtime: Runtime) async throws(TaskError) -> Bool
    {
        if Task.isCancelled { throw .waitCancelled }
        await runtime.flush()
        let found = try use { store throws(StoreError) in try store.task(id) }
        guard let task = found, task.state == .waiting || task.state == .running else { return true }
        guard try await step(in: runtime) == nil else { return false }
        if task.state == .running, let attempt = attempts.withLock({ $0[task.row] }) {
            // Another waiting task has started it.
            await attempt.waitUntilFinished()
            await Task.yield()
            return false
        }
        let next = try nextInstant()
        if let deadline, deadline < next ?? .distantFuture {
            clock.move(to: deadline)
            throw .waitTimedOut
        }
        guard let next else { throw try hindrance(of: task.id) }
        clock.move(to: next)
        return false
    }

    // MARK: One step

    /// The result of a step.
    private struct Step {
        var name: String
        var failed: [TaskID]
    }

    /// Stores the due runs of recurring functions, and runs the next task.
    ///
    /// - Returns: nil if nothing is due.
    private func step(in runtime: Runtime) async throws(TaskError) -> Step? {
        if Task.isCancelled { throw .waitCancelled }
        await runtime.flush()
        try fire()
        let claimant = Claimant(slot: Self.slot, limit: 1) { [registry] name in registry[name]?.name }
        let claim = try use { store throws(StoreError) in
            try store.recordAndClaim([], for: claimant, rotation: queueRotation.withLock { $0 }, now: clock.now).claim
        }
        queueRotation.withLock { $0 = claim.rotation }
        guard let task = claim.tasks.first else {
            guard let parked = claim.parked.last else { return nil }
            return Step(name: parked.description, failed: claim.parked)
        }
        return Step(name: task.name, failed: claim.parked + (try await run(task, in: runtime)))
    }

    private func fire() throws(TaskError) {
        do {
            try timetable.withLock { timetable throws(StoreError) in
                while timetable.isDue(at: clock.now) { _ = try timetable.fire(into: store, now: clock.now) }
            }
        } catch {
            throw TaskError(error)
        }
        // A policy for overlap may have cancelled runs.
        cancellationRequested()
    }

    /// - Returns: The task, if it has failed for good or was parked.
    private func run(_ task: ClaimedTask, in runtime: Runtime) async throws(TaskError) -> [TaskID] {
        let attempt = Attempt()
        attempts.withLock { $0[task.row] = attempt }
        defer { attempts.withLock { $0[task.row] = nil } }
        cancellationRequested()
        let started = clock.now
        let result = await execute(task, as: attempt, in: runtime)
        // The calls that it made are on disk before its outcome is, as in a worker.
        await runtime.flush()
        let outcome = AttemptOutcome(attempt: task.attempt, started: started, ended: clock.now, result: result)
        let recorded = try use { store throws(StoreError) in try store.record([outcome], slot: Self.slot) }
        for message in recorded.failures.compactMap(\.message) { runtime.configuration.logHandler(message) }
        if case .parked = result { return [task.id] }
        return recorded.failures.filter { $0.transition.state == .failed }.map(\.transition.id)
    }

    private func execute(_ task: ClaimedTask, as attempt: Attempt, in runtime: Runtime) async -> AttemptResult {
        // The claim has parked the tasks of unknown functions.
        guard let function = registry[task.name] else { return .requeued }
        let enclosing = Self.enclosing + [Enclosing(driver: ObjectIdentifier(self), task: task.id)]
        // The options of a closure in which a test waits do not apply to the calls of tasks.
        return await EnqueueScope.$current.withValue(nil) {
            await CurrentRuntime.$ofTest.withValue(runtime) {
                await Self.$enclosing.withValue(enclosing) {
                    await TaskContext.$current.withValue(TaskContext(task)) {
                        await attempt.run(within: function.timeout) {
                            try await perform(
                                function, id: task.id, arguments: task.arguments,
                                resultLimit: runtime.configuration.resultLimit
                            )
                        }
                    }
                }
            }
        }
    }

    /// When the next task or firing that is not due yet becomes due.
    private func nextInstant() throws(TaskError) -> WallTime? {
        let now = clock.now
        let due = try use { store throws(StoreError) in try store.nextDue(after: now) }
        // Held tasks, and tasks whose delay exceeds the range of time, are due at the end of time.
        return [timetable.withLock { $0.next }, due].compactMap { $0 }.filter { $0 < .distantFuture }.min()
    }

    // MARK: The database

    func use<R>(_ body: (any TaskStore & TaskInspection) throws(StoreError) -> R) throws(TaskError) -> R {
        do {
            return try body(store)
        } catch {
            throw TaskError(error)
        }
    }

    // MARK: What others have committed

    func tasksCommitted(due: Int, earliest: WallTime?) {}

    func cancellationRequested() {
        guard let unwanted = try? store.unwantedAttempts() else {
            return
        }
        for unwanted in unwanted { attempts.withLock { $0[unwanted.attempt.row] }?.stop(for: .cancelled) }
    }

    func maintenanceDue() {}

    var receivesOutcomes: Bool { true }
}
