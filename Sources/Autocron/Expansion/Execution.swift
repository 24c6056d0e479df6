internal import Synchronization

/// One execution of a stored task: the mark by which a `@Delay` function knows that the worker is calling.
///
/// The worker puts it into a task-local value; the function's expansion takes it with ``_take(_:)``. It can be taken
/// once only, so a call of the same function from inside its body stores a new task.
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

    /// Keeps the result of a body whose function returns a handle in its place.
    public func finish(_ result: _EncodedResult) {
        state.withLock { $0.result = result }
    }

    /// What ``finish(_:)`` was given.
    var result: _EncodedResult? {
        state.withLock { $0.result }
    }

    /// Whether a function knows that the worker is calling it.
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

/// Finds out who calls a `@Delay` function.
///
/// - Parameter name: the function's stored name.
/// - Returns: the execution if the worker calls, so that the body must run; nil if a task must be stored.
public func _take(_ name: String) -> _Execution? {
    guard let execution = _Execution.current, execution.take(as: name) else { return nil }
    return execution
}

/// Runs what decodes a task's arguments and calls its function.
///
/// It looks superfluous. But arguments that are not `Sendable` must be decoded in a region of their own, which this
/// closure is: decoded in the function around it, a main-actor function would refuse them ("sending risks data races").
///
/// - Parameter body: decodes and calls.
/// - Returns: what the body returns.
/// - Throws: what the body throws.
nonisolated(nonsending) public func _execute(
    _ body: nonisolated(nonsending) () async throws -> _EncodedResult?
) async throws -> _EncodedResult? {
    try await body()
}
