package import TaskModel

/// Runs a stored task in the worker.
///
/// - Parameters:
///   - task: The function.
///   - id: The stored task.
///   - arguments: Its arguments, a JSON object.
///   - resultLimit: The maximum size of its result's JSON, in bytes.
/// - Returns: The result's JSON, or nil if the function has no result.
/// - Throws: ``UndecodableArguments`` if the arguments do not fit the function, ``MisdirectedCall`` if its body was not
///   reached, ``UnstorableResult`` if its result cannot be encoded or is too large, otherwise the body's error.
package func perform(
    _ task: TaskFunction, id: TaskID, arguments: [UInt8], resultLimit: Int
) async throws -> [UInt8]? {
    let arguments = try _Arguments(json: arguments)
    let execution = _Execution(id: id, name: task.name)
    let returned = try await _Execution.$current.withValue(execution) {
        try await task.perform(arguments)
    }
    if task.recurrence == nil, !execution.isTaken { throw MisdirectedCall(name: task.name) }
    return try (returned ?? execution.result)?.json(limit: resultLimit)
}

/// Why a task did not run although its function was called: the call reached another overload, and stored a task of
/// that one.
///
/// Without this error the two would store each other's tasks forever, and each would count as succeeded.
struct MisdirectedCall: Error, Equatable, Sendable, CustomStringConvertible {
    /// The stored name of the intended function.
    let name: String

    /// The error in one sentence.
    var description: String {
        "a call of '\(name)' reached another overload; rename one of the functions"
    }
}
