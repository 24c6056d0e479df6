public import TaskModel

// The end of every call of a `@Delay` function that the worker did not make; the function's effects decide which of
// these is called.

/// Stores a task soon: the call of a function that cannot throw.
///
/// - Parameters:
///   - name: The function's stored name.
///   - arguments: The call's arguments.
/// - Returns: The task's identifier.
@discardableResult
public func _buffered(_ name: String, _ arguments: _EncodedArguments) -> TaskID {
    CallStore.buffer(arguments.call(of: name))
}

/// Stores a task before it returns: the call of a `throws` function.
///
/// - Parameters:
///   - name: The function's stored name.
///   - arguments: The call's arguments.
/// - Returns: The task's identifier.
/// - Throws: ``TaskError`` if the task is not on disk.
@discardableResult
public func _stored(_ name: String, _ arguments: _EncodedArguments) throws(TaskError) -> TaskID {
    try CallStore.store(arguments.call(of: name))
}

/// Suspends until a task is stored: the call of an `async throws` function.
///
/// - Parameters:
///   - name: The function's stored name.
///   - arguments: The call's arguments.
/// - Returns: The task's identifier.
/// - Throws: ``TaskError`` if the task is not on disk.
@discardableResult
nonisolated(nonsending) public func _suspending(
    _ name: String, _ arguments: _EncodedArguments
) async throws(TaskError) -> TaskID {
    try await CallStore.storeSuspending(arguments.call(of: name))
}

/// Suspends until a task's result is back: the call of an `async throws -> T` function.
///
/// - Parameters:
///   - name: The function's stored name.
///   - arguments: The call's arguments.
/// - Returns: The result.
/// - Throws: ``TaskError`` if there is no result.
nonisolated(nonsending) public func _result<T: Decodable>(
    _ name: String, _ arguments: _EncodedArguments
) async throws(TaskError) -> sending T {
    let json = try await CallStore.result(arguments.call(of: name))
    return try decodeResult(json)
}

/// Accepts a type that is not `Decodable`: `this result` has already reported the error, and once is enough.
@_disfavoredOverload
nonisolated(nonsending) public func _result<T: ~Copyable>(
    _ name: String, _ arguments: _EncodedArguments
) async throws(TaskError) -> sending T {
    preconditionFailure("the result is not 'Decodable'")
}

/// Decodes a task's result.
///
/// - Parameter json: The result as the worker stored it.
/// - Returns: The result.
/// - Throws: `TaskError.undecodableResult` with a description of the JSON.
package func decodeResult<T: Decodable>(_ json: [UInt8]) throws(TaskError) -> sending T {
    do {
        return try JSONValue.read(json[...])
    } catch {
        throw .undecodableResult("the result is no \(T.self): \(JSONValue.reason(error, json[...]))")
    }
}
