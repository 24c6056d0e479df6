import Autocron
import Synchronization
import TaskModel

/// One attempt of a task that runs in the test's process, and can be stopped.
final class Attempt: Sendable {
    typealias Returned = Result<[UInt8]?, any Error>

    private struct State {
        var running: Task<Returned, Never>?
        /// Why the attempt was told to stop.
        var stopReason = StopReason.none
    }

    private let state = Mutex(State())

    /// Runs a task's function.
    ///
    /// The body is a Swift task of its own, because a cancelled task stays cancelled. It inherits the task-local values
    /// of the code that drives the queue, so a test's own values, such as mocks, are visible in it.
    ///
    /// - Parameters:
    ///   - timeout: The time after which it is cancelled.
    ///   - body: Decodes the arguments and calls the function.
    /// - Returns: How the attempt ended.
    func run(
        within timeout: Duration?, _ body: @escaping @Sendable () async throws -> [UInt8]?
    ) async -> AttemptResult {
        let running = Task { () -> Returned in
            do {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        begin(running)
        let timer = timeout.map { timeout in
            // Stopping runs the function's cancellation handlers, and the timer must not wait for them.
            WaitTimer.shared.set(after: timeout) { [self] in Task { stop(for: .timedOut) } }
        }
        defer { timer.map(WaitTimer.shared.cancel) }
        let returned = await withTaskCancellationHandler {
            await running.value
        } onCancel: {
            stop(for: .interrupted)
        }
        return BatchExecution.result(of: returned, stopReason: state.withLock { $0.stopReason })
    }

    private func begin(_ running: Task<Returned, Never>) {
        let isUnwanted = state.withLock { state in
            state.running = running
            return state.stopReason != .none
        }
        if isUnwanted { running.cancel() }
    }

    /// Cancels the Swift task; only the first reason counts.
    func stop(for stopReason: StopReason) {
        let running = state.withLock { state in
            if state.stopReason == .none { state.stopReason = stopReason }
            return state.running
        }
        running?.cancel()
    }

    /// Suspends until the function has returned or thrown.
    func waitUntilFinished() async {
        _ = await state.withLock { $0.running }?.value
    }
}
