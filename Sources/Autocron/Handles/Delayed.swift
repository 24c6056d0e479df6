package import TaskStore

/// A handle of a stored task, through which its status and its result are had.
///
/// A handle holds nothing but the task's identifier: it can be stored, sent to another process, passed to another task,
/// and made again from the identifier.
public struct Delayed<Value>: Sendable, Hashable, Codable {
    /// The task's identifier.
    public let id: TaskID

    /// Finds a stored task again.
    ///
    /// - Parameter id: the identifier that ``id`` of an earlier handle gave.
    public init(id: TaskID) {
        self.id = id
    }
}

extension Delayed where Value: Decodable {
    /// The task's result, for which this waits.
    ///
    /// - Throws: ``TaskError``: why there is no result, or ``TaskError/waitCancelled`` if the Swift task that waits is
    ///   cancelled; the stored task then goes on.
    public nonisolated(nonsending) var value: Value {
        get async throws(TaskError) {
            try decodeResult(try await OutcomeReading.result(of: id, within: nil))
        }
    }

    /// The task's result, for which this waits a limited time.
    ///
    /// - Parameter limit: how long to wait.
    /// - Returns: the result.
    /// - Throws: ``TaskError``; ``TaskError/waitTimedOut`` if there is no result by then; the stored task goes on.
    nonisolated(nonsending) public func value(within limit: Duration) async throws(TaskError) -> sending Value {
        try decodeResult(try await OutcomeReading.result(of: id, within: limit))
    }
}

extension Delayed where Value == Void {
    /// Waits for the task's end.
    ///
    /// - Throws: ``TaskError``: how it failed, or ``TaskError/waitCancelled`` if the Swift task that waits is cancelled.
    public var value: Void {
        get async throws(TaskError) {
            _ = try await OutcomeReading.result(of: id, within: nil)
        }
    }

    /// Waits for the task's end, a limited time.
    ///
    /// - Parameter limit: how long to wait.
    /// - Throws: ``TaskError``; ``TaskError/waitTimedOut`` if it has not ended by then; the stored task goes on.
    public func value(within limit: Duration) async throws(TaskError) {
        _ = try await OutcomeReading.result(of: id, within: limit)
    }
}

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
    /// process is killed; this call does not wait for that. A function that does not heed its cancellation and returns in
    /// this time has succeeded, and its result is kept. A task that has ended is left as it is.
    ///
    /// - Throws: ``TaskError`` if the database cannot be written, or the task itself is not on disk after five seconds;
    ///   ``TaskError/waitsForItself`` inside a transaction, whose tasks are stored at its end.
    public func cancel() async throws(TaskError) {
        let runtime = try OutcomeReading.outsideTransaction()
        guard try await requestCancellation(in: runtime) == .unknown else { return }
        // The call that made this handle may still be on its way to the disk.
        if let ticket = runtime.writer.ticket(for: id.bytes) {
            switch await ticket.wait(until: Monotonic.now() + 5_000_000_000) {
            case .look, .succeeded: break
            case .cancelled: throw .waitCancelled
            case .stopped: throw .waitStopped
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
