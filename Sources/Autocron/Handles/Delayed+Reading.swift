package import TaskStore

extension Delayed {
    /// Where the task stands now.
    ///
    /// - Throws: ``TaskError`` if the database cannot be read; ``TaskError/waitsForItself`` inside a transaction, whose
    ///   tasks are stored at its end.
    public var status: TaskStatus {
        get async throws(TaskError) {
            let runtime = try OutcomeReading.outsideTransaction()
            if let reading = try OutcomeReading.find(id, runtime) { return TaskStatus(reading.state) }
            // The call that made this handle may still be on its way to the disk.
            if runtime.writer.holds(id.bytes) { return .waiting }
            // It may have arrived between the two.
            return try OutcomeReading.find(id, runtime).map { TaskStatus($0.state) } ?? .expired
        }
    }

    /// Cancels the task.
    ///
    /// A waiting or parked task never runs. One that runs is cancelled as a Swift task, and after the grace period its
    /// process is killed; this call does not wait for that. One that has ended is left as it is.
    ///
    /// - Throws: ``TaskError`` if the database cannot be written, or the task itself is not on disk after five seconds;
    ///   ``TaskError/waitsForItself`` inside a transaction, whose tasks are stored at its end.
    public func cancel() async throws(TaskError) {
        let runtime = try OutcomeReading.outsideTransaction()
        guard try await requestCancellation(in: runtime) == .unknown else { return }
        // The call that made this handle may still be on its way to the disk.
        if let ticket = runtime.writer.ticket(for: id.bytes) {
            switch await ticket.wait(until: .now.advanced(by: .seconds(5))) {
            case .look, .succeeded: break
            case .cancelled: throw .waitCancelled
            case .timedOut: throw .notStored("the task cannot be cancelled before it is on disk, and is not yet")
            }
        }
        _ = try await requestCancellation(in: runtime)
    }

    private func requestCancellation(in runtime: Runtime) async throws(TaskError) -> Connection.Cancellation {
        let bytes = id.bytes
        let cancellation: Connection.Cancellation
        let original: NewTask.Identifier?
        do {
            (cancellation, original) = try await runtime.write { connection throws(StoreError) in
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
        return cancellation
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
