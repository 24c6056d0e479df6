import Foundation
import Synchronization
package import TaskStore

/// What a started process has, application and worker alike: the database, the writer, and those who wait for results.
package final class Runtime: Sendable {
    package let store: TaskStore
    private let current: Mutex<(configuration: Autocron.Configuration, limits: Limits)>
    let registry: Registry
    let listener: any CommitListener
    /// Nil where worker processes run the tasks.
    let driver: (any QueueDriver)?
    /// When the running task last reported its progress, in monotonic nanoseconds.
    let lastReport = Mutex<Int64>(.min / 2)
    private let clock: @Sendable () -> Int64
    let writer: TaskWriter
    /// Where transactions wait that cannot begin at once; one at a time, since the connection is one.
    let transactions = DispatchQueue(label: "autocron.transactions")
    let commits: CommitWatch
    let outcomes: OutcomeWaiters
    let waits = OpenWaits()

    /// - Parameters:
    ///   - store: the database.
    ///   - configuration: how it is used.
    ///   - registry: the functions whose calls are stored and whose tasks are run.
    ///   - listener: who is told of commits.
    ///   - driver: who runs the tasks; nil where worker processes do.
    ///   - clock: gives the present, µs since 1970; a test has one of its own, which it moves.
    package init(
        store: TaskStore, configuration: Autocron.Configuration, registry: Registry, listener: any CommitListener,
        driver: (any QueueDriver)? = nil, clock: @escaping @Sendable () -> Int64 = Timestamp.now
    ) {
        self.store = store
        current = Mutex((configuration, Limits(configuration)))
        self.registry = registry
        self.listener = listener
        self.driver = driver
        self.clock = clock
        writer = TaskWriter(store: store, listener: listener, log: configuration.log)
        commits = CommitWatch(store: store, listener: listener)
        outcomes = OutcomeWaiters(store: store, listener: listener)
    }

    /// The present, by which tasks are due and results expire; µs since 1970.
    package func now() -> Int64 { clock() }

    /// Suspends until the calls made so far are on disk.
    package func flush() async {
        await writer.flush()
    }

    /// What holds now: what code says, and what is stored where it says nothing.
    package var configuration: Autocron.Configuration {
        current.withLock { $0.configuration }
    }

    /// What of it each call, claim and reading asks for.
    var limits: Limits {
        current.withLock { $0.limits }
    }

    /// Some settings that hold now, worked out when they change: to look one up takes as long as to store a task.
    struct Limits: Equatable, Sendable {
        /// Bytes of JSON.
        var arguments: Int
        /// Bytes of JSON.
        var result: Int
        var tasksOfWorker: Int?
        /// Bytes.
        var memoryOfWorker: Int?
        var waitsForDisk: Bool
        /// µs.
        var resultTimeToLive: Int64

        /// What holds where nothing is set.
        static let standard = Limits(Autocron.Configuration())

        init(_ configuration: Autocron.Configuration) {
            arguments = configuration.argumentLimit
            result = configuration.resultLimit
            tasksOfWorker = configuration.maximumTasksPerWorker
            memoryOfWorker = configuration.workerMemoryLimit
            waitsForDisk = configuration.durability == .full
            resultTimeToLive = configuration.resultTimeToLive.microseconds
        }
    }

    /// Reads what somebody has set in the database.
    ///
    /// - Returns: whether it has changed since the last time.
    /// - Throws: `StoreError`.
    @discardableResult
    func readSettings() throws(StoreError) -> Bool {
        let stored = try store.read { connection throws(StoreError) in try connection.storedSettings() }
        var changed = configuration
        guard changed.stored != stored else { return false }
        changed.stored = stored
        // First, so that what could not be put into effect is found to have changed the next time, too.
        try store.setWaitsForDisk(changed.durability == .full)
        current.withLock { $0 = (changed, Limits(changed)) }
        return true
    }

    /// Notes in the database which settings this program's code decides, and reads the others; for the pool's holder.
    ///
    /// - Throws: `StoreError`.
    func pinSettings() throws(StoreError) {
        let stated = configuration.stated
        try store.write { connection throws(StoreError) in try connection.pin(stated) }
        try readSettings()
    }

    package func log(_ level: LogMessage.Level, _ text: String, task: TaskID? = nil) {
        configuration.log(LogMessage(level, text, task: task))
    }
}

/// The runtime of this process, if it has one.
package enum CurrentRuntime {
    enum State {
        /// Calls that cannot throw are kept until there is a database.
        case none(early: [NewTask])
        /// A process that will be a worker: the same calls are made in the application, so they are not kept here.
        case worker
        case starting(early: [NewTask])
        case running(Runtime)

        /// Keeps tasks for the next start.
        ///
        /// - Returns: what was started meanwhile, which is to store them.
        mutating func keep(_ tasks: [NewTask]) -> Runtime? {
            switch self {
            case .none(let early): self = .none(early: early + tasks)
            case .starting(let early): self = .starting(early: early + tasks)
            case .worker: break
            case .running(let runtime): return runtime
            }
            return nil
        }
    }

    private static let state = Mutex(State.none(early: []))

    /// The runtime that a test has for itself.
    ///
    /// It goes before that of the process, so that tests which run side by side do not see each other's tasks. Child
    /// tasks and `Task { }` inherit it; detached tasks, threads and queues do not, and see the process's.
    @TaskLocal package static var ofTest: Runtime?

    /// Whether this process has tests: others need not look for a task-local value at each call.
    private static let hasTests = Atomic(false)

    /// Lets ``ofTest`` count from now on.
    package static func expectTests() {
        hasTests.store(true, ordering: .relaxed)
    }

    static var expectsTests: Bool { hasTests.load(ordering: .relaxed) }

    static var override: Runtime? {
        expectsTests ? ofTest : nil
    }

    package static var value: Runtime? {
        if let override { return override }
        return state.withLock { state in
            if case .running(let runtime) = state { runtime } else { nil }
        }
    }

    /// Stores a task that nobody waits for, now or as soon as there is a database.
    static func buffer(_ task: NewTask) {
        if let override { return buffer(task, inTest: override) }
        let runtime: Runtime? = state.withLock { state in
            switch state {
            case .none(var early):
                state = .worker
                early.append(task)
                state = .none(early: early)
                return nil
            case .starting(var early):
                state = .worker
                early.append(task)
                state = .starting(early: early)
                return nil
            case .worker: return nil
            case .running(let runtime): return runtime
            }
        }
        guard let runtime else { return }
        if runtime.driver != nil { return buffer(task, inTest: runtime) }
        // The runtime may have been stopped since; then the task waits for the next one.
        if !runtime.writer.add(TaskWriter.Entry(task: task)) { keep([task], refusedBy: runtime) }
    }

    /// Stores a task before the call returns: a test's tasks stand in the order of its calls.
    private static func buffer(_ task: NewTask, inTest runtime: Runtime) {
        if runtime.writer.add(TaskWriter.Entry(task: task)), (try? runtime.flushNow()) != nil { return }
        // A test that has ended has nobody who would store what its Swift tasks go on to call.
        runtime.log(.error, "'\(task.name)' was called after the end of its test, or cannot be stored")
    }

    /// Claims the right to start.
    ///
    /// - Returns: false if this process has started already.
    package static func begin() -> Bool {
        state.withLock { state in
            guard case .none(let early) = state else { return false }
            state = .starting(early: early)
            return true
        }
    }

    /// Start has failed.
    package static func abandon() {
        state.withLock { state in
            if case .starting(let early) = state { state = .none(early: early) }
        }
    }

    /// Start has succeeded: what was kept is stored.
    package static func install(_ runtime: Runtime) {
        let early: [NewTask] = state.withLock { state in
            defer { state = .running(runtime) }
            if case .starting(let early) = state { return early }
            return []
        }
        for task in early where !runtime.writer.add(TaskWriter.Entry(task: task)) {
            keep([task], refusedBy: runtime)
        }
    }

    /// This process is about to become a worker.
    static func becomeWorker() {
        state.withLock { $0 = .worker }
    }

    /// Stop has been called.
    ///
    /// - Returns: false if it was called before.
    @discardableResult
    package static func remove(_ runtime: Runtime) -> Bool {
        state.withLock { state in
            guard case .running(let current) = state, current === runtime else { return false }
            state = .none(early: [])
            return true
        }
    }

    /// Keeps tasks for the next start, or gives them to what was started meanwhile.
    ///
    /// - Parameters:
    ///   - tasks: in their order.
    ///   - stopped: the runtime that does not take them any more. Where it still is the one that runs, the process ends.
    static func keep(_ tasks: [NewTask], refusedBy stopped: Runtime) {
        guard let next = state.withLock({ $0.keep(tasks) }), next !== stopped else { return }
        for task in tasks where !next.writer.add(TaskWriter.Entry(task: task)) { keep([task], refusedBy: next) }
    }
}
