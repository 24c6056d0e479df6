import Platform
import TaskModel

/// A call on its way to the store: its task, and where it was made.
struct Submission {
    let task: NewTask
    private let runtime: Runtime?
    private let scope: EnqueueScope?

    /// Makes the task of a call, with the options of the closure around it.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - id: The task's identifier.
    /// - Throws: `TaskError.invalidArguments`.
    init(_ call: TaskCall, id: TaskID = .make()) throws(TaskError) {
        (runtime, scope) = (CurrentRuntime.value, EnqueueScope.current)
        task = try NewTask(of: call, id: id, runtime: runtime, scope: scope?.options ?? EnqueueOptions())
    }

    /// Leaves the task to the transaction around the call, if there is one, or else requires a started library.
    ///
    /// - Returns: The runtime; nil if the task is left to a transaction.
    /// - Throws: `TaskError.notStarted`.
    private func destination() throws(TaskError) -> Runtime? {
        if scope?.collect([task]) ?? false { return nil }
        guard let runtime else { throw .notStarted }
        return runtime
    }

    // MARK: The three ways to the disk

    /// Returns at once; the task is on disk a moment later.
    ///
    /// - Returns: The identifier that the call's handle gets.
    func buffer() -> TaskID {
        if scope?.collect([task]) ?? false { return task.id }
        // Whether a unique task is stored at all, and which identifier is returned, must be decided now.
        if task.uniqueness != nil, let runtime, let insertion = try? insert(runtime) { return handle(for: insertion) }
        CurrentRuntime.buffer(task)
        return task.id
    }

    /// Returns when the task is on disk.
    ///
    /// - Returns: The identifier that the call's handle gets.
    /// - Throws: `TaskError`.
    func store() throws(TaskError) -> TaskID {
        guard let runtime = try destination() else { return task.id }
        return handle(for: try insert(runtime))
    }

    /// Suspends until the task is on disk; concurrent calls share a commit.
    ///
    /// - Returns: The identifier that the call's handle gets.
    /// - Throws: `TaskError`.
    nonisolated(nonsending) func storeSuspending() async throws(TaskError) -> TaskID {
        guard let runtime = try destination() else { return task.id }
        // Switching threads and back takes longer than a commit.
        if let insertion = try insertAtOnce(runtime) { return handle(for: insertion) }
        return handle(for: try await insertShared(runtime))
    }

    /// The task's own identifier, or that of the equal task that existed before.
    private func handle(for insertion: InsertResult) -> TaskID {
        switch insertion {
        case .stored, .alreadyFired: task.id
        case .existing(let original): original
        }
    }

    // MARK: The store

    private func insert(_ runtime: Runtime) throws(TaskError) -> InsertResult {
        let result = try expecting(runtime) { () throws(StoreError) -> InsertResult? in try runtime.store.insert(task) }
        // A verb that waits has always a result.
        return result ?? .stored
    }

    /// Stores the task if that needs no waiting.
    private func insertAtOnce(_ runtime: Runtime) throws(TaskError) -> InsertResult? {
        // A commit that waits for the disk must not block a thread that Swift's tasks share.
        guard !runtime.limits.syncsOnCommit, runtime.writer.isIdle(at: task.created) else { return nil }
        return try expecting(runtime) { () throws(StoreError) in try runtime.store.insertAtOnce(task) }
    }

    /// Stores the task together with those of other calls.
    nonisolated(nonsending) private func insertShared(_ runtime: Runtime) async throws(TaskError) -> InsertResult {
        // Unchecked, because a checked continuation costs a tenth of the call. The writer completes each entry that it
        // has accepted exactly once.
        let result: Result<InsertResult, StoreError>? = await unsafe withUnsafeContinuation { continuation in
            let entry = PendingInsert(task: task) { unsafe continuation.resume(returning: $0) }
            if !runtime.writer.add(entry) { unsafe continuation.resume(returning: nil) }
        }
        switch result {
        case .success(let insertion): return insertion
        case .failure(let error): throw TaskError(error)
        case nil: throw .notStarted
        }
    }

    /// Lets a caller that waits for the task next know that it has not ended, and tells the pool of it.
    private func expecting(
        _ runtime: Runtime, _ insert: () throws(StoreError) -> InsertResult?
    ) throws(TaskError) -> InsertResult? {
        runtime.outcomes.expect(task.id)
        Failpoint.callWritten.pass()
        do {
            let insertion = try insert()
            if insertion != .stored { runtime.outcomes.forget(task.id) }
            if insertion != nil { notifyPool(runtime) }
            return insertion
        } catch {
            runtime.outcomes.forget(task.id)
            throw TaskError(error)
        }
    }

    private func notifyPool(_ runtime: Runtime) {
        Failpoint.callCommitted.pass()
        runtime.listener.notify([task.runAt], at: runtime.now())
        if runtime.store.isMaintenanceDue(.caller) { runtime.listener.maintenanceDue() }
    }
}
