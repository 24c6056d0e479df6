import Autocron
import Synchronization
import TaskStore

/// One attempt of a task that runs in the test's process, and can be stopped.
final class Attempt: Sendable {
    typealias Returned = Result<[UInt8]?, any Error>

    private struct State {
        var running: Task<Returned, Never>?
        /// Why the attempt was told to stop.
        var verdict = SlotVerdict.none
    }

    private let state = Mutex(State())

    /// Runs a task's function.
    ///
    /// The body is a Swift task of its own, because a cancelled task stays cancelled. It inherits the task-local values
    /// of the code that drives the queue, so a test's own values, such as mocks, are visible in it.
    ///
    /// - Parameters:
    ///   - limit: The time after which it is cancelled.
    ///   - body: Decodes the arguments and calls the function.
    /// - Returns: How the attempt ended.
    func run(
        within limit: Duration?, _ body: @escaping @Sendable () async throws -> [UInt8]?
    ) async -> Outcome.End {
        let running = Task { () -> Returned in
            do {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        begin(running)
        let timer = limit.map { limit in
            // Stopping runs the function's cancellation handlers, and the timer must not wait for them.
            WaitTimer.shared.set(after: limit) { [self] in Task { stop(because: .timedOut) } }
        }
        defer { timer.map(WaitTimer.shared.cancel) }
        let result = await withTaskCancellationHandler {
            await running.value
        } onCancel: {
            stop(because: .interrupted)
        }
        return BatchExecution.end(of: result, verdict: state.withLock { $0.verdict })
    }

    private func begin(_ running: Task<Returned, Never>) {
        let isUnwanted = state.withLock { state in
            state.running = running
            return state.verdict != .none
        }
        if isUnwanted { running.cancel() }
    }

    /// Cancels the Swift task; only the first reason counts.
    func stop(because verdict: SlotVerdict) {
        let running = state.withLock { state in
            if state.verdict == .none { state.verdict = verdict }
            return state.running
        }
        running?.cancel()
    }

    /// Suspends until the function has returned or thrown.
    func end() async {
        _ = await state.withLock { $0.running }?.value
    }
}
