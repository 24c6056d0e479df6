import Autocron
import Synchronization
import TaskStore

/// Gets a test's tasks done in the test's own process: one at a time, under the test's clock.
///
/// It stands where supervisor and workers stand in production, and does with the same statements and rules what they
/// do: the timetable fires, the store's claim says which task is next, and an outcome is settled as a worker's is.
final class Driver: QueueDriver, CommitListener {
    /// What the rows of running tasks name as their worker.
    private static let slot = "test"

    private let store: TaskStore
    private let registry: Registry
    private let clock: TestClock
    /// Tasks that run at one instant at most: a task that always stores another would keep a call for ever.
    private let mostTasks: Int
    private let timetable: Mutex<Timetable>
    private let attempts = Mutex<[Int64: Attempt]>([:])
    private let claims = Mutex(0)
    private let turns = Turns()

    /// - Parameters:
    ///   - store: the test's database.
    ///   - registry: the functions whose tasks are run.
    ///   - recurring: those of which the recurring ones fire.
    ///   - clock: the test's.
    ///   - mostTasks: how many tasks run at one instant at most.
    /// - Throws: `StoreError`.
    init(
        store: TaskStore, registry: Registry, recurring: Registry, clock: TestClock, mostTasks: Int
    ) throws(StoreError) {
        self.store = store
        self.registry = registry
        self.clock = clock
        self.mostTasks = mostTasks
        try Self.takeOver(store, registry, now: clock.now)
        timetable = Mutex(try Timetable(recurring, store: store, build: "the test", now: clock.now))
    }

    /// Puts in order what others have left in a given database, as a pool does at its start.
    private static func takeOver(_ store: TaskStore, _ registry: Registry, now: Int64) throws(StoreError) {
        _ = try store.write { connection throws(StoreError) in
            // A test that crashed may have left tasks running, for which nobody else is responsible.
            _ = try connection.returnTasks(ofLostSlot: slot, now: now)
            return try connection.unpark { registry[$0] != nil }
        }
    }

    // MARK: Whose turn it is

    /// A task inside of which a Swift task runs.
    private struct Enclosing {
        var driver: ObjectIdentifier
        var task: NewTask.Identifier
    }

    @TaskLocal private static var enclosing: [Enclosing] = []

    /// The tasks of this test in which the present Swift task runs, the innermost last.
    private var enclosing: [NewTask.Identifier] {
        Self.enclosing.filter { $0.driver == ObjectIdentifier(self) }.map(\.task)
    }

    /// Does something when nobody else drives the queue.
    ///
    /// A task that waits for another one has the turn already: it is part of what drives the queue.
    private func inTurn<R: Sendable>(_ body: () async throws(TaskError) -> R) async throws(TaskError) -> R {
        guard enclosing.isEmpty else { return try await body() }
        await turns.take()
        defer { turns.give() }
        return try await body()
    }

    // MARK: Draining

    /// Runs what is due until nothing is.
    ///
    /// - Returns: the tasks that have failed for good or were parked, and whether the queue is empty.
    func drain(in runtime: Runtime) async throws(TaskError) -> Drained {
        try await inTurn { () async throws(TaskError) in
            var drained = Drained()
            try await drain(into: &drained, in: runtime)
            return drained
        }
    }

    /// Moves the clock, and runs what becomes due on the way at its instant.
    ///
    /// - Parameter target: µs since 1970.
    func advance(to target: Int64, in runtime: Runtime) async throws(TaskError) -> Drained {
        try await inTurn { () async throws(TaskError) in
            var drained = Drained()
            try await drain(into: &drained, in: runtime)
            while drained.endless == nil, let next = try nextInstant(), next <= target {
                clock.move(to: next)
                try await drain(into: &drained, in: runtime)
            }
            clock.move(to: target)
            return drained
        }
    }

    /// Moves the clock as if nobody had been there meanwhile, and runs what is due then.
    ///
    /// - Parameter target: µs since 1970.
    func jump(to target: Int64, in runtime: Runtime) async throws(TaskError) -> Drained {
        try await inTurn { () async throws(TaskError) in
            await runtime.flush()
            clock.move(to: target)
            var drained = Drained()
            try await drain(into: &drained, in: runtime)
            return drained
        }
    }

    /// What a drain met.
    struct Drained: Sendable {
        /// Tasks that have failed for good, or were parked.
        var failed: [NewTask.Identifier] = []
        /// The task at which it was given up; nil where the queue is empty now.
        var endless: String?
    }

    private func drain(into drained: inout Drained, in runtime: Runtime) async throws(TaskError) {
        // Of one instant: a clock that moves comes to its end.
        var count = 0
        while drained.endless == nil, let step = try await step(in: runtime) {
            drained.failed += step.failed
            count += 1
            if count >= mostTasks { drained.endless = step.name }
        }
    }

    // MARK: Waiting

    func drive(to id: TaskID, within limit: Duration?, in runtime: Runtime) async throws(TaskError) {
        guard !enclosing.contains(id.bytes) else { throw .waitsForItself }
        let deadline = limit.map { clock.now.addingSaturated($0.microseconds) }
        var isOver = false
        while !isOver {
            isOver = try await inTurn { () async throws(TaskError) in
                try await approach(id, until: deadline, in: runtime)
            }
        }
    }

    /// Does the next thing on the way to a task's end: time passes while somebody waits.
    ///
    /// - Returns: whether the task has ended.
    private func approach(_ id: TaskID, until deadline: Int64?, in runtime: Runtime) async throws(TaskError) -> Bool {
        if Task.isCancelled { throw .waitCancelled }
        await runtime.flush()
        let found = try read { connection throws(StoreError) in try connection.task(id.bytes) }
        guard let task = found, task.state == .waiting || task.state == .running else { return true }
        guard try await step(in: runtime) == nil else { return false }
        if task.state == .running, let attempt = attempts.withLock({ $0[task.row] }) {
            // Another task that waits has started it.
            await attempt.end()
            await Task.yield()
            return false
        }
        let next = try nextInstant()
        if let deadline, deadline < next ?? .max {
            clock.move(to: deadline)
            throw .waitTimedOut
        }
        guard let next else { throw try hindrance(of: task.row) }
        clock.move(to: next)
        return false
    }

    // MARK: One step

    /// What was done.
    private struct Step {
        var name: String
        var failed: [NewTask.Identifier]
    }

    /// Stores the runs of recurring functions that are due, and runs the task whose turn it is.
    ///
    /// - Returns: nil if nothing is due.
    private func step(in runtime: Runtime) async throws(TaskError) -> Step? {
        if Task.isCancelled { throw .waitCancelled }
        await runtime.flush()
        try fire()
        let claim = try write { connection throws(StoreError) in
            let claimant = Claimant(slot: Self.slot, limit: 1) { [registry] in registry[$0] != nil }
            let turn = claims.withLock { claims in
                claims += 1
                return claims
            }
            return try connection.claim(claimant, turn: turn, now: clock.now)
        }
        guard let task = claim.tasks.first else {
            guard let parked = claim.parked.last else { return nil }
            return Step(name: TaskID(bytes: parked)?.description ?? "?", failed: claim.parked)
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
        // A policy for overlaps may have cancelled runs.
        cancellationRequested()
    }

    /// - Returns: the task, if it has failed for good or was parked.
    private func run(_ task: ClaimedTask, in runtime: Runtime) async throws(TaskError) -> [NewTask.Identifier] {
        let attempt = Attempt()
        attempts.withLock { $0[task.row] = attempt }
        defer { attempts.withLock { $0[task.row] = nil } }
        cancellationRequested()
        let started = clock.now
        let end = await execute(task, as: attempt, in: runtime)
        // The calls that it has made are on disk before its outcome is, as in a worker.
        await runtime.flush()
        let outcome = Outcome(row: task.row, attempt: task.attempt, started: started, ended: clock.now, end: end)
        let settling = try write { connection throws(StoreError) in
            try Settling.store([outcome], slot: Self.slot, on: connection)
        }
        for message in settling.failures.compactMap(\.message) { runtime.configuration.log(message) }
        if case .parked = end { return [task.id] }
        return settling.failures.filter { $0.settlement.state == .failed }.map(\.settlement.id)
    }

    private func execute(_ task: ClaimedTask, as attempt: Attempt, in runtime: Runtime) async -> Outcome.End {
        // The claim has parked the tasks of other names.
        guard let function = registry[task.name], let id = TaskID(bytes: task.id) else { return .unstarted }
        let enclosing = Self.enclosing + [Enclosing(driver: ObjectIdentifier(self), task: task.id)]
        // The options of a closure in which a test waits are not meant for the calls of tasks.
        return await EnqueueScope.$current.withValue(nil) {
            await CurrentRuntime.$ofTest.withValue(runtime) {
                await Self.$enclosing.withValue(enclosing) {
                    await TaskContext.$current.withValue(TaskContext(task, id: id)) {
                        await attempt.run(within: function.timeout) {
                            try await perform(
                                function, id: id, arguments: task.arguments,
                                resultLimit: runtime.configuration.resultLimit
                            )
                        }
                    }
                }
            }
        }
    }

    /// When something becomes due that is not due now; µs since 1970.
    private func nextInstant() throws(TaskError) -> Int64? {
        let now = clock.now
        let due = try read { connection throws(StoreError) in try connection.nextDue(after: now) }
        // Tasks that are put aside, or whose delay is longer than time, are due at its end.
        return [timetable.withLock { $0.next }, due].compactMap { $0 }.filter { $0 < .max }.min()
    }

    // MARK: The database

    func read<R: Sendable>(_ body: (Connection) throws(StoreError) -> R) throws(TaskError) -> R {
        do {
            return try store.read(body)
        } catch {
            throw TaskError(error)
        }
    }

    private func write<R: Sendable>(_ body: (Connection) throws(StoreError) -> R) throws(TaskError) -> R {
        do {
            return try store.write(body)
        } catch {
            throw TaskError(error)
        }
    }

    // MARK: What others have committed

    func stored(due: Int, earliest: Int64?) {}

    func cancellationRequested() {
        guard let unwanted = try? read({ connection throws(StoreError) in try connection.unwantedAttempts() }) else {
            return
        }
        for attempt in unwanted { attempts.withLock { $0[attempt.row] }?.stop(because: .cancelled) }
    }

    func logGrown() {}

    var hearsOutcomes: Bool { true }
}
