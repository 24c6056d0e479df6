import Foundation
import Synchronization
import TaskStore

/// What a started process has, application and worker alike: the database, the writer, and those who wait for results.
final class Runtime: Sendable {
    let store: TaskStore
    private let currentConfiguration: Mutex<Autocron.Configuration>
    let registry: Registry
    let listener: any CommitListener
    let writer: TaskWriter
    let outcomes: OutcomeWaiters

    init(
        store: TaskStore, configuration: Autocron.Configuration, registry: Registry, listener: any CommitListener
    ) {
        self.store = store
        currentConfiguration = Mutex(configuration)
        self.registry = registry
        self.listener = listener
        writer = TaskWriter(store: store, listener: listener, log: configuration.log)
        outcomes = OutcomeWaiters(store: store, listener: listener)
    }

    /// What holds now: what code says, and what is stored where it says nothing.
    var configuration: Autocron.Configuration {
        currentConfiguration.withLock { $0 }
    }

    /// Reads what somebody has set in the database.
    ///
    /// - Returns: whether it has changed since the last time.
    /// - Throws: `StoreError`.
    @discardableResult
    func readSettings() throws(StoreError) -> Bool {
        let stored = try store.read { connection throws(StoreError) in try connection.storedSettings() }
        let hasChanged = currentConfiguration.withLock { configuration in
            defer { configuration.stored = stored }
            return configuration.stored != stored
        }
        if hasChanged { try store.setWaitsForDisk(configuration.durability == .full) }
        return hasChanged
    }

    /// Notes in the database which settings this program's code decides, and reads the others; for the pool's holder.
    ///
    /// - Throws: `StoreError`.
    func pinSettings() throws(StoreError) {
        let stated = configuration.stated
        try store.write { connection throws(StoreError) in try connection.pin(stated) }
        try readSettings()
    }

    func log(_ level: LogMessage.Level, _ text: String, task: TaskID? = nil) {
        configuration.log(LogMessage(level, text, task: task))
    }
}

/// The runtime of this process, if it has one.
enum CurrentRuntime {
    private enum State {
        /// Calls that cannot throw are kept until there is a database.
        case none(early: [NewTask])
        /// A process that will be a worker: the same calls are made in the application, so they are not kept here.
        case worker
        case starting(early: [NewTask])
        case running(Runtime)
    }

    private static let state = Mutex(State.none(early: []))

    static var value: Runtime? {
        state.withLock { state in
            if case .running(let runtime) = state { runtime } else { nil }
        }
    }

    /// Stores a task that nobody waits for, now or as soon as there is a database.
    static func buffer(_ task: NewTask) {
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
        // The runtime may have been stopped since; then the task waits for the next one.
        if !runtime.writer.add(TaskWriter.Entry(task: task)) { keep([task]) }
    }

    /// Claims the right to start.
    ///
    /// - Returns: false if this process has started already.
    static func begin() -> Bool {
        state.withLock { state in
            guard case .none(let early) = state else { return false }
            state = .starting(early: early)
            return true
        }
    }

    /// Start has failed.
    static func abandon() {
        state.withLock { state in
            if case .starting(let early) = state { state = .none(early: early) }
        }
    }

    /// Start has succeeded: what was kept is stored.
    static func install(_ runtime: Runtime) {
        let early: [NewTask] = state.withLock { state in
            defer { state = .running(runtime) }
            if case .starting(let early) = state { return early }
            return []
        }
        for task in early where !runtime.writer.add(TaskWriter.Entry(task: task)) { keep([task]) }
    }

    /// This process is about to become a worker.
    static func becomeWorker() {
        state.withLock { $0 = .worker }
    }

    /// Stop has been called.
    ///
    /// - Returns: false if it was called before.
    static func remove(_ runtime: Runtime) -> Bool {
        state.withLock { state in
            guard case .running(let current) = state, current === runtime else { return false }
            state = .none(early: [])
            return true
        }
    }

    /// Keeps tasks for the next start.
    static func keep(_ tasks: [NewTask]) {
        state.withLock { state in
            switch state {
            case .none(let early): state = .none(early: early + tasks)
            case .starting(let early): state = .starting(early: early + tasks)
            case .worker, .running: break
            }
        }
    }
}
