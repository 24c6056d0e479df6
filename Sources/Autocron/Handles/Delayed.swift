import Platform
public import TaskModel

/// A handle of a stored task, which gives access to its status and its result.
///
/// A handle contains nothing but the task's identifier: it can be stored, sent to another process, passed to another
/// task, and created again from the identifier.
public struct Delayed<Value>: Sendable, Hashable, Codable {
    /// The task's identifier.
    public let id: TaskID

    /// Creates the handle of an existing task.
    ///
    /// - Parameter id: The ``id`` of an earlier handle.
    public init(id: TaskID) {
        self.id = id
    }
}

extension Delayed where Value: Decodable {
    /// The task's result; waits until the task has ended.
    ///
    /// - Throws: ``TaskError``: why there is no result, or ``TaskError/waitCancelled`` if the waiting Swift task is
    ///   cancelled; the stored task then continues.
    public nonisolated(nonsending) var value: Value {
        get async throws(TaskError) {
            try decodeResult(try await OutcomeReader.result(of: id, within: nil))
        }
    }

    /// Waits a limited time for the task's result.
    ///
    /// - Parameter timeout: How long to wait.
    /// - Returns: The result.
    /// - Throws: ``TaskError``; ``TaskError/waitTimedOut`` if there is no result in time; the stored task continues.
    nonisolated(nonsending) public func value(within timeout: Duration) async throws(TaskError) -> sending Value {
        try decodeResult(try await OutcomeReader.result(of: id, within: timeout))
    }
}

extension Delayed where Value == Void {
    /// Waits for the task's end.
    ///
    /// - Throws: ``TaskError``: how it failed, or ``TaskError/waitCancelled`` if the waiting Swift task is cancelled.
    public var value: Void {
        get async throws(TaskError) {
            _ = try await OutcomeReader.result(of: id, within: nil)
        }
    }

    /// Waits for the task's end, a limited time.
    ///
    /// - Parameter timeout: How long to wait.
    /// - Throws: ``TaskError``; ``TaskError/waitTimedOut`` if it has not ended in time; the stored task continues.
    public func value(within timeout: Duration) async throws(TaskError) {
        _ = try await OutcomeReader.result(of: id, within: timeout)
    }
}

extension Delayed {
    /// The task's present state.
    ///
    /// - Throws: ``TaskError`` if the database cannot be read; ``TaskError/wouldDeadlock`` inside a transaction, whose
    ///   tasks are stored at its end.
    public var status: TaskStatus {
        get async throws(TaskError) {
            let runtime = try OutcomeReader.outsideTransaction()
            if let row = try await OutcomeReader.find(id, runtime) { return TaskStatus(row.state) }
            // The call that made this handle may still be on its way to the disk.
            if runtime.writer.holds(id) { return .waiting }
            // It may have arrived between the two checks.
            return try await OutcomeReader.find(id, runtime).map { TaskStatus($0.state) } ?? .unknown
        }
    }

    /// Cancels the task.
    ///
    /// A waiting or parked task never runs. A running one is cancelled as a Swift task, and after the grace period its
    /// process is killed; this call does not wait for that. A function that ignores its cancellation and returns within
    /// the grace period has succeeded, and its result is kept. A task that has ended is not changed.
    ///
    /// - Throws: ``TaskError`` if the database cannot be written, or the task itself is not on disk after five seconds;
    ///   ``TaskError/wouldDeadlock`` inside a transaction, whose tasks are stored at its end.
    public func cancel() async throws(TaskError) {
        let runtime = try OutcomeReader.outsideTransaction()
        guard try await requestCancellation(in: runtime) == .unknown else { return }
        // The call that made this handle may still be on its way to the disk.
        if let ticket = runtime.writer.ticket(for: id) {
            switch await ticket.wait(until: .now() + .seconds(5)) {
            case .poll, .succeeded: break
            case .cancelled: throw .waitCancelled
            case .stopped: throw .waitStopped
            case .timedOut: throw .notStored("the task cannot be cancelled before it is on disk, and is not yet")
            }
        }
        _ = try await requestCancellation(in: runtime)
    }

    private func requestCancellation(in runtime: Runtime) async throws(TaskError) -> CancelResult {
        let cancellation: Cancellation
        do {
            cancellation = try await runtime.write { [id] store, wait throws(StoreError) in
                try store.cancel(id, now: runtime.now(), wait: wait)
            }
        } catch {
            throw TaskError(error)
        }
        switch cancellation.result {
        case .cancelled, .requested:
            runtime.listener.cancellationRequested()
            runtime.outcomes.signal([cancellation.task ?? id])
        case .tooLate, .unknown: break
        }
        return cancellation.result
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
