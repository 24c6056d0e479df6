package import TaskStore

/// Where the calls of marked functions arrive, each in the way that the function's effects ask for.
enum CallStore {
    /// For functions that cannot throw: returns at once, and the task is on disk a moment later.
    static func buffer(_ call: TaskCall) -> TaskID {
        let id = TaskID.make()
        let task: NewTask
        do throws(TaskError) {
            task = try newTask(call, id: id)
        } catch {
            // There is nobody to throw to; silence would lose the task without a trace.
            let text = "a call of '\(call.name)' is not stored: \(error)"
            (CurrentRuntime.value?.configuration.log ?? LogMessage.printToStandardError)(
                LogMessage(.error, text, task: id))
            return id
        }
        if collect(task) { return id }
        // Whether a unique task is stored at all, and whose identifier is returned, cannot wait.
        if task.uniqueness != nil, let runtime = CurrentRuntime.value, let insertion = try? insert(task, runtime) {
            return insertion.handle(else: id)
        }
        CurrentRuntime.buffer(task)
        return id
    }

    /// Leaves a task to the transaction that the call stands in.
    ///
    /// - Returns: false if there is no transaction.
    private static func collect(_ task: NewTask) -> Bool {
        EnqueueScope.current?.collect([task]) ?? false
    }

    private static func insert(_ task: NewTask, _ runtime: Runtime) throws(TaskError) -> Connection.Insertion {
        do {
            let insertion = try runtime.store.write { connection throws(StoreError) in
                defer { Moment.callWritten.pass() }
                return try connection.insert(task)
            }
            Moment.callCommitted.pass()
            runtime.listener.announce([task], at: runtime.now())
            if runtime.store.logFrames > WriteAheadLog.limitOfCallers { runtime.listener.logGrown() }
            return insertion
        } catch {
            throw TaskError(error)
        }
    }

    /// For functions that throw: returns when the task is on disk.
    static func store(_ call: TaskCall) throws(TaskError) -> TaskID {
        let id = TaskID.make()
        let task = try newTask(call, id: id)
        if collect(task) { return id }
        guard let runtime = CurrentRuntime.value else { throw .notStarted }
        return try insert(task, runtime).handle(else: id)
    }

    /// For functions that are `async throws`: suspends until the task is on disk; concurrent calls share a commit.
    nonisolated(nonsending) static func storeSuspending(_ call: TaskCall) async throws(TaskError) -> TaskID {
        let id = TaskID.make()
        let task = try newTask(call, id: id)
        if collect(task) { return id }
        guard let runtime = CurrentRuntime.value else { throw .notStarted }
        let result: Result<Connection.Insertion, StoreError>? = await withCheckedContinuation { continuation in
            let isTaken = runtime.writer.add(
                TaskWriter.Entry(task: task) { continuation.resume(returning: $0) }
            )
            if !isTaken { continuation.resume(returning: nil) }
        }
        switch result {
        case .success(let insertion): return insertion.handle(else: id)
        case .failure(let error): throw TaskError(error)
        case nil: throw .notStarted
        }
    }

    /// For functions that are `async throws` and return a value: stores the task and waits for the worker's result.
    nonisolated(nonsending) static func result(_ call: TaskCall) async throws(TaskError) -> [UInt8] {
        if let scope = EnqueueScope.current, scope.isCollecting { throw .waitsForItself }
        let id = try await storeSuspending(call)
        return try await OutcomeReading.result(of: id, within: nil)
    }
}

extension Connection.Insertion {
    /// The identifier of the task that a call stands for now: its own, or the equal one's that was there before.
    func handle(else id: TaskID) -> TaskID {
        switch self {
        case .stored, .alreadyFired: id
        case .existing(let bytes): TaskID(bytes: bytes) ?? id
        }
    }
}

extension TaskError {
    package init(_ error: StoreError) {
        self = error.code == .closed ? .notStarted : .notStored(error.description)
    }
}
