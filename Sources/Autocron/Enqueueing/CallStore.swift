import Platform
package import TaskModel

/// Stores the calls of marked functions, each in the way that the function's effects require.
enum CallStore {
    /// For functions that cannot throw: returns at once; the task is on disk a moment later.
    static func buffer(_ call: TaskCall) -> TaskID {
        let id = TaskID.make()
        do throws(TaskError) {
            return try Submission(call, id: id).buffer()
        } catch {
            // The caller cannot catch an error, and silence would lose the task without a trace.
            let text = "a call of '\(call.name)' is not stored: \(error)"
            (CurrentRuntime.value?.configuration.logHandler ?? Autocron.Configuration.printToStandardError)(
                LogMessage(.error, .taskNotStored, text, task: id, [.taskName: call.name]))
            return id
        }
    }

    /// For functions that throw: returns when the task is on disk.
    static func store(_ call: TaskCall) throws(TaskError) -> TaskID {
        try Submission(call).store()
    }

    /// For functions that are `async throws`: suspends until the task is on disk; concurrent calls share a commit.
    nonisolated(nonsending) static func storeSuspending(_ call: TaskCall) async throws(TaskError) -> TaskID {
        try await Submission(call).storeSuspending()
    }

    /// For functions that are `async throws` and return a value: stores the task and waits for the worker's result.
    nonisolated(nonsending) static func result(_ call: TaskCall) async throws(TaskError) -> [UInt8] {
        if let scope = EnqueueScope.current, scope.isCollecting { throw .wouldDeadlock }
        let id = try await storeSuspending(call)
        return try await OutcomeReader.result(of: id, within: nil, isOfCall: true)
    }
}

extension TaskError {
    package init(_ error: StoreError) {
        self = error.code == .closed ? .notStarted : .notStored(error.description)
    }
}
