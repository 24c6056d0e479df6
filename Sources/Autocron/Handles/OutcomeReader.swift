import Foundation
import Platform
package import TaskModel

/// Reads a task's end from the database, and waits for it.
enum OutcomeReader {
    /// The result of a wait.
    private enum WaitResult {
        /// The notification contained the result.
        case succeeded([UInt8])
        case read(TaskRow)
    }

    /// Waits for a task's result.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - timeout: How long to wait; nil for no limit.
    ///   - isOfCall: Whether the call itself waits, and so has waited since before the task ran.
    /// - Returns: The result as JSON; empty if the function returns nothing.
    /// - Throws: `TaskError`.
    static func result(
        of id: TaskID, within timeout: Duration?, isOfCall: Bool = false
    ) async throws(TaskError) -> [UInt8] {
        switch try await end(of: id, within: timeout, isFirst: isOfCall) {
        case .succeeded(let result): return result
        case .read(let row): return try result(in: row)
        }
    }

    private static func result(in row: TaskRow) throws(TaskError) -> [UInt8] {
        switch row.state {
        case .succeeded: return row.outcome ?? []
        case .cancelled: throw .cancelled
        case .parked: throw .parked(row.failure?.message ?? "the task is parked")
        case .failed: throw TaskError(row.failure)
        case .waiting, .running: throw .unknown
        }
    }

    /// Waits until a task has ended or is parked.
    ///
    /// - Parameter isFirst: Whether the wait began before the task's end; it then gets the outcome, however short the
    ///   time to live is.
    private static func end(
        of id: TaskID, within timeout: Duration?, isFirst: Bool
    ) async throws(TaskError) -> WaitResult {
        var isFirst = isFirst
        let deadline = timeout.map { MonotonicTime.now() + $0 }
        let runtime = try outsideTransaction()
        if let driver = runtime.driver {
            try await driver.drive(to: id, within: timeout, in: runtime)
            return .read(try await read(id, runtime))
        }
        let number = runtime.waits.begin(id)
        defer { runtime.waits.end(number) }
        var key = id
        while true {
            let ticket = runtime.outcomes.ticket(for: key)
            defer { runtime.outcomes.discard(ticket, for: key) }
            // No notification of it has come since it was stored, so there is nothing to read.
            if runtime.outcomes.isFresh(key) {
                isFirst = true
                if let result = try await wait(for: ticket, until: deadline, runtime) { return .succeeded(result) }
                continue
            }
            let row = try await arrived(id, until: deadline, isFirst: isFirst, runtime)
            if row.state.isFinal || row.state == .parked { return .read(row) }
            isFirst = true
            // The handle may be an alias of an equal task that came first; notifications carry the original task's ID.
            guard key == row.id else {
                key = row.id
                continue
            }
            if let result = try await wait(for: ticket, until: deadline, runtime) { return .succeeded(result) }
        }
    }

    /// The runtime, for a caller whose tasks can be on disk.
    static func outsideTransaction() throws(TaskError) -> Runtime {
        guard let runtime = CurrentRuntime.value else { throw .notStarted }
        if let scope = EnqueueScope.current, scope.isCollecting { throw .wouldDeadlock }
        return runtime
    }

    /// - Returns: The result, if the notification contained it; otherwise the caller must read the row.
    private static func wait(
        for ticket: OutcomeWaiters.Ticket, until deadline: MonotonicTime?, _ runtime: Runtime
    ) async throws(TaskError) -> [UInt8]? {
        switch await runtime.outcomes.wait(for: ticket, until: deadline) {
        case .poll: return nil
        case .succeeded(let result): return result
        case .cancelled: throw .waitCancelled
        case .timedOut: throw .waitTimedOut
        case .stopped: throw .waitStopped
        }
    }

    /// Reads a task's row; waits if the call that made the handle is still on its way to the disk.
    private static func arrived(
        _ id: TaskID, until deadline: MonotonicTime?, isFirst: Bool, _ runtime: Runtime
    ) async throws(TaskError) -> TaskRow {
        do throws(TaskError) {
            if let row = try await find(id, runtime, evenIfOver: isFirst) { return row }
            guard let ticket = runtime.writer.ticket(for: id) else {
                // It may have arrived between the two checks.
                return try await read(id, runtime, evenIfOver: isFirst)
            }
            _ = try await wait(for: ticket, until: deadline, runtime)
            return try await read(id, runtime, evenIfOver: true)
        } catch {
            // The runtime was started when the wait began, even if it is closed now; and it keeps the tasks that could
            // not be stored in time.
            guard error == .notStarted || error == .unknown, CurrentRuntime.value !== runtime else { throw error }
            throw .waitStopped
        }
    }

    /// Reads a task's row.
    static func read(
        _ id: TaskID, _ runtime: Runtime, evenIfOver: Bool = false
    ) async throws(TaskError) -> TaskRow {
        guard let row = try await find(id, runtime, evenIfOver: evenIfOver) else { throw .unknown }
        return row
    }

    /// Reads a task's row.
    ///
    /// - Parameter evenIfOver: Whether an outcome counts that has expired but is still there.
    /// - Returns: nil if the task is unknown.
    static func find(
        _ id: TaskID, _ runtime: Runtime, evenIfOver: Bool = false
    ) async throws(TaskError) -> TaskRow? {
        let row: TaskRow?
        do {
            row = try await runtime.store.reading { store throws(StoreError) in try store.task(id) }
        } catch {
            throw TaskError(error)
        }
        return row.flatMap { !evenIfOver && isOver($0, runtime) ? nil : $0 }
    }

    /// Expired outcomes are deleted lazily, but are treated as gone from now on.
    private static func isOver(_ row: TaskRow, _ runtime: Runtime) -> Bool {
        guard let finished = row.finished else { return false }
        return finished + runtime.limits.resultTimeToLive <= runtime.now()
    }

    /// Outcomes of tasks that ended before this instant may be deleted.
    ///
    /// Callers that wait for one have a few seconds to read it, however short its time to live is.
    static func deletable(at now: WallTime, timeToLive: Duration) -> WallTime {
        now - max(timeToLive, .seconds(5))
    }
}

extension TaskError {
    /// - Parameter failure: The failure stored with a failed task.
    package init(_ failure: Failure?) {
        switch failure?.kind {
        case .threw: self = .threw(failure?.message ?? "")
        case .unstorable: self = .unstorableResult(failure?.message ?? "its result cannot be stored")
        case .timedOut: self = .timedOut
        case .crashed:
            if let signal = failure?.signal {
                self = .crashed(signal: signal)
            } else if let code = failure?.exitCode {
                self = .crashed(exitCode: code)
            } else {
                self = .crashed(.unknown)
            }
        case .cancelled: self = .cancelled
        case .unknownName, .undecodableArguments, .interruptedTooOften, nil:
            self = .parked(failure?.message ?? "the reason is not known")
        }
    }
}
