import Synchronization
import TaskModel

/// The runtime of this process, if it has one.
package enum CurrentRuntime {
    enum State {
        /// Tasks of calls that cannot throw are kept until there is a database.
        case none(early: [NewTask])
        /// A process that will be a worker: the application makes the same calls, so they are not kept here.
        case worker
        case starting(early: [NewTask])
        case running(Runtime)

        /// Keeps tasks for the next start.
        ///
        /// - Returns: The runtime that was started in the meantime, which must store them.
        mutating func keep(_ tasks: [NewTask], areOlder: Bool = false) -> Runtime? {
            let joined = { (early: [NewTask]) in areOlder ? tasks + early : early + tasks }
            switch self {
            case .none(let early): self = .none(early: joined(early))
            case .starting(let early): self = .starting(early: joined(early))
            case .worker: break
            case .running(let runtime): return runtime
            }
            return nil
        }
    }

    private static let state = Mutex(State.none(early: []))

    /// A test's own runtime.
    ///
    /// It takes precedence over the process's, so that tests that run side by side do not see each other's tasks. Child
    /// tasks and `Task { }` inherit it; detached tasks, threads and queues do not, and see the process's.
    @TaskLocal package static var ofTest: Runtime?

    /// Whether this process has tests: other processes need not read a task-local value at each call.
    private static let hasTests = Atomic(false)

    /// Makes ``ofTest`` effective from now on.
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

    /// Stores a task whose caller does not wait, now or as soon as there is a database.
    static func buffer(_ task: NewTask) {
        if let override { return buffer(task, inTest: override) }
        let runtime: Runtime? = state.withLock { state in
            switch state {
            case .none(var early):
                // Releases the state's reference to the array, so that `append` need not copy it.
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

    /// Stores a task before the call returns: a test's tasks are in the order of its calls.
    private static func buffer(_ task: NewTask, inTest runtime: Runtime) {
        if runtime.writer.add(TaskWriter.Entry(task: task)), (try? runtime.flushNow()) != nil { return }
        // A test that has ended has no runtime to store the later calls of its Swift tasks.
        runtime.log(
            .error, .taskNotStored, "'\(task.name)' was called after the end of its test, or cannot be stored",
            task: task.id, [.taskName: task.name])
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

    /// Ends a start that failed.
    package static func abandon() {
        state.withLock { state in
            if case .starting(let early) = state { state = .none(early: early) }
        }
    }

    /// Ends a start that succeeded: the kept tasks are stored.
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

    /// Prepares to become a worker.
    static func becomeWorker() {
        state.withLock { $0 = .worker }
    }

    /// Begins a stop.
    ///
    /// - Returns: False if it was called before.
    @discardableResult
    package static func remove(_ runtime: Runtime) -> Bool {
        state.withLock { state in
            guard case .running(let current) = state, current === runtime else { return false }
            state = .none(early: [])
            return true
        }
    }

    /// Keeps tasks for the next start, or gives them to the runtime that was started in the meantime.
    ///
    /// - Parameters:
    ///   - tasks: The tasks, in the order of their calls.
    ///   - stopped: The runtime that does not accept them any more. If it is still the running one, the process ends.
    ///   - areOlder: Whether they were called before those that are kept already.
    static func keep(_ tasks: [NewTask], refusedBy stopped: Runtime, areOlder: Bool = false) {
        guard let next = state.withLock({ $0.keep(tasks, areOlder: areOlder) }), next !== stopped else { return }
        for task in tasks where !next.writer.add(TaskWriter.Entry(task: task)) { keep([task], refusedBy: next) }
    }
}
