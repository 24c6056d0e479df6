internal import Synchronization
public import TaskModel

/// One execution of a stored task, by which a `@Delay` function recognizes a call by the worker.
///
/// The worker puts it into a task-local value, and the function's expansion takes it with ``_take(_:)``. It can be
/// taken only once, so a call of the same function from inside its body stores a new task.
public final class _Execution: Sendable {
    @TaskLocal static var current: _Execution?

    /// The stored task that is being executed.
    public let id: TaskID
    private let name: String
    private let state = Mutex(State())

    private struct State {
        var isTaken = false
        var result: _EncodedResult?
    }

    init(id: TaskID, name: String) {
        self.id = id
        self.name = name
    }

    /// Keeps the result of a body whose function returns a handle instead.
    public func finish(_ result: _EncodedResult) {
        state.withLock { $0.result = result }
    }

    /// The result passed to ``finish(_:)``.
    var result: _EncodedResult? {
        state.withLock { $0.result }
    }

    /// Whether the function has recognized the worker's call.
    var isTaken: Bool {
        state.withLock { $0.isTaken }
    }

    fileprivate func take(as name: String) -> Bool {
        guard name == self.name else { return false }
        return state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
    }
}

/// Finds out whether the worker or another caller calls a `@Delay` function.
///
/// - Parameter name: The function's stored name.
/// - Returns: The execution if the worker calls, so that the body must run; nil if a task must be stored.
public func _take(_ name: String) -> _Execution? {
    guard let execution = _Execution.current, execution.take(as: name) else { return nil }
    return execution
}

/// Runs a closure that decodes a task's arguments and calls its function.
///
/// It looks superfluous. But arguments that are not `Sendable` must be decoded in a region of their own, and the
/// closure is one. If they were decoded in the enclosing function, the compiler would not let them be passed to a
/// main-actor function ("sending risks data races").
///
/// - Parameter body: Decodes and calls.
/// - Returns: The closure's result.
/// - Throws: The closure's error.
nonisolated(nonsending) public func _execute(
    _ body: nonisolated(nonsending) () async throws -> _EncodedResult?
) async throws -> _EncodedResult? {
    try await body()
}
