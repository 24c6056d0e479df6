package import TaskStore

extension Delayed {
    /// Where the task stands now.
    ///
    /// - Throws: ``TaskError`` if the database cannot be read.
    public var status: TaskStatus {
        get async throws(TaskError) {
            guard let runtime = CurrentRuntime.value else { throw .notStarted }
            await runtime.writer.flush()
            do throws(TaskError) {
                return TaskStatus(try OutcomeReading.read(id, runtime).state)
            } catch {
                guard error == .expired else { throw error }
                return .expired
            }
        }
    }

    /// Cancels the task.
    ///
    /// A waiting or parked task never runs. One that runs is cancelled as a Swift task, and after the grace period its
    /// process is killed; this call does not wait for that. One that has ended is left as it is.
    ///
    /// - Throws: ``TaskError`` if the database cannot be written.
    public func cancel() async throws(TaskError) {
        guard let runtime = CurrentRuntime.value else { throw .notStarted }
        await runtime.writer.flush()
        let bytes = id.bytes
        let cancellation: Connection.Cancellation
        let original: NewTask.Identifier?
        do {
            (cancellation, original) = try runtime.store.write { connection throws(StoreError) in
                (try connection.cancel(bytes, now: runtime.now()), try connection.task(bytes)?.id)
            }
        } catch {
            throw TaskError(error)
        }
        switch cancellation {
        case .cancelled, .requested:
            runtime.listener.cancellationRequested()
            runtime.outcomes.signal([Frame.TaskKey(original ?? bytes)])
        case .tooLate, .unknown: break
        }
    }
}

extension TaskStatus {
    package init(_ state: TaskState) {
        self =
            switch state {
            case .waiting: .waiting
            case .running: .running
            case .succeeded: .succeeded
            case .failed: .failed
            case .cancelled: .cancelled
            case .parked: .parked
            }
    }
}
