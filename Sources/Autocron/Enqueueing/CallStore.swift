import Platform
package import TaskModel

/// Stores the calls of marked functions, each in the way that the function's effects require.
enum CallStore {
    /// For functions that cannot throw: returns at once; the task is on disk a moment later.
    static func buffer(_ call: TaskCall) -> TaskID {
        let bytes = TaskID.make()
        let id = bytes
        let scope = EnqueueScope.current
        let task: NewTask
        do throws(TaskError) {
            task = try newTask(call, id: bytes, CurrentRuntime.value, scope.options)
        } catch {
            // The caller cannot catch an error, and silence would lose the task without a trace.
            let text = "a call of '\(call.name)' is not stored: \(error)"
            (CurrentRuntime.value?.configuration.logHandler ?? Autocron.Configuration.printToStandardError)(
                LogMessage(.error, .taskNotStored, text, task: id, [.taskName: call.name]))
            return id
        }
        if scope.collect(task) { return id }
        // Whether a unique task is stored at all, and which identifier is returned, must be decided now.
        if task.uniqueness != nil, let runtime = CurrentRuntime.value, let insertion = try? insert(task, runtime) {
            return insertion.handle(else: bytes)
        }
        CurrentRuntime.buffer(task)
        return id
    }

    private static func insert(_ task: NewTask, _ runtime: Runtime) throws(TaskError) -> InsertResult {
        runtime.outcomes.expect(task.id)
        Failpoint.callWritten.pass()
        do {
            let insertion = try runtime.store.insert(task)
            if insertion != .stored { runtime.outcomes.forget(task.id) }
            notifyPool(of: task, runtime)
            return insertion
        } catch {
            runtime.outcomes.forget(task.id)
            throw TaskError(error)
        }
    }

    /// Stores a task if that needs no waiting.
    private static func insertAtOnce(_ task: NewTask, _ runtime: Runtime) throws(TaskError) -> InsertResult? {
        // A commit that waits for the disk must not block a thread that Swift's tasks share.
        guard !runtime.limits.syncsOnCommit, runtime.writer.isIdle(at: task.created) else { return nil }
        runtime.outcomes.expect(task.id)
        Failpoint.callWritten.pass()
        do {
            let insertion = try runtime.store.insertAtOnce(task)
            if insertion != .stored { runtime.outcomes.forget(task.id) }
            if insertion != nil { notifyPool(of: task, runtime) }
            return insertion
        } catch {
            runtime.outcomes.forget(task.id)
            throw TaskError(error)
        }
    }

    private static func notifyPool(of task: NewTask, _ runtime: Runtime) {
        Failpoint.callCommitted.pass()
        runtime.listener.notify([task.runAt], at: runtime.now())
        if runtime.store.isMaintenanceDue(.caller) { runtime.listener.maintenanceDue() }
    }

    /// For functions that throw: returns when the task is on disk.
    static func store(_ call: TaskCall) throws(TaskError) -> TaskID {
        let (runtime, scope) = (CurrentRuntime.value, EnqueueScope.current)
        let bytes = TaskID.make()
        let task = try newTask(call, id: bytes, runtime, scope.options)
        if scope.collect(task) { return bytes }
        guard let runtime else { throw .notStarted }
        return try insert(task, runtime).handle(else: bytes)
    }

    /// For functions that are `async throws`: suspends until the task is on disk; concurrent calls share a commit.
    nonisolated(nonsending) static func storeSuspending(_ call: TaskCall) async throws(TaskError) -> TaskID {
        let (runtime, scope) = (CurrentRuntime.value, EnqueueScope.current)
        let bytes = TaskID.make()
        let task = try newTask(call, id: bytes, runtime, scope.options)
        if scope.collect(task) { return bytes }
        guard let runtime else { throw .notStarted }
        return try await storeSuspending(task, runtime).handle(else: bytes)
    }

    nonisolated(nonsending) private static func storeSuspending(
        _ task: NewTask, _ runtime: Runtime
    ) async throws(TaskError) -> InsertResult {
        // Switching threads and back takes longer than a commit.
        if let insertion = try insertAtOnce(task, runtime) { return insertion }
        // Unchecked, because a checked continuation costs a tenth of the call. The writer completes each entry that it
        // has accepted exactly once.
        let result: Result<InsertResult, StoreError>? = await unsafe withUnsafeContinuation { continuation in
            let entry = TaskWriter.Entry(task: task) { unsafe continuation.resume(returning: $0) }
            if !runtime.writer.add(entry) { unsafe continuation.resume(returning: nil) }
        }
        switch result {
        case .success(let insertion): return insertion
        case .failure(let error): throw TaskError(error)
        case nil: throw .notStarted
        }
    }

    /// For functions that are `async throws` and return a value: stores the task and waits for the worker's result.
    nonisolated(nonsending) static func result(_ call: TaskCall) async throws(TaskError) -> [UInt8] {
        if let scope = EnqueueScope.current, scope.isCollecting { throw .wouldDeadlock }
        let id = try await storeSuspending(call)
        return try await OutcomeReader.result(of: id, within: nil, isOfCall: true)
    }
}

extension EnqueueScope? {
    /// The options of the closure that encloses a call.
    fileprivate var options: EnqueueOptions {
        self?.options ?? EnqueueOptions()
    }

    /// Leaves a task to the transaction that encloses the call.
    ///
    /// - Returns: false if there is no transaction.
    fileprivate func collect(_ task: NewTask) -> Bool {
        self?.collect([task]) ?? false
    }
}

extension InsertResult {
    /// The identifier that a call's handle gets now: the task's own, or that of the equal task that existed before.
    func handle(else bytes: TaskID) -> TaskID {
        switch self {
        case .stored, .alreadyFired: bytes
        case .existing(let original): original
        }
    }
}

extension TaskError {
    package init(_ error: StoreError) {
        self = error.code == .closed ? .notStarted : .notStored(error.description)
    }
}
