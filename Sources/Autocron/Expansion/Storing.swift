// The end of every call of a `@Delay` function that the worker did not make; which of these, its effects decide.

/// Stores a task soon: the call of a function that cannot throw.
///
/// - Parameters:
///   - name: the function's stored name.
///   - arguments: the call's arguments.
/// - Returns: the task's identifier.
@discardableResult
public func _buffered(_ name: String, _ arguments: _EncodedArguments) -> TaskID {
    CallStore.buffer(arguments.call(of: name))
}

/// Stores a task before it returns: the call of a `throws` function.
///
/// - Parameters:
///   - name: the function's stored name.
///   - arguments: the call's arguments.
/// - Returns: the task's identifier.
/// - Throws: why the task is not on disk.
@discardableResult
public func _stored(_ name: String, _ arguments: _EncodedArguments) throws(TaskError) -> TaskID {
    try CallStore.store(arguments.call(of: name))
}

/// Suspends until a task is stored: the call of an `async throws` function.
///
/// - Parameters:
///   - name: the function's stored name.
///   - arguments: the call's arguments.
/// - Returns: the task's identifier.
/// - Throws: why the task is not on disk.
@discardableResult
nonisolated(nonsending) public func _suspending(
    _ name: String, _ arguments: _EncodedArguments
) async throws(TaskError) -> TaskID {
    try await CallStore.storeSuspending(arguments.call(of: name))
}

/// Suspends until a task's result is back: the call of an `async throws -> T` function.
///
/// - Parameters:
///   - name: the function's stored name.
///   - arguments: the call's arguments.
/// - Returns: the result.
/// - Throws: why there is none.
nonisolated(nonsending) public func _result<T: Decodable>(
    _ name: String, _ arguments: _EncodedArguments
) async throws(TaskError) -> sending T {
    let json = try await CallStore.result(arguments.call(of: name))
    return try decodeResult(json)
}

/// Lets a type pass that is not `Decodable`: `this result` has complained already, and once is enough.
@_disfavoredOverload
nonisolated(nonsending) public func _result<T: ~Copyable>(
    _ name: String, _ arguments: _EncodedArguments
) async throws(TaskError) -> sending T {
    preconditionFailure("the result is not 'Decodable'")
}

/// Decodes a task's result.
///
/// - Parameter json: what the worker stored.
/// - Returns: the result.
/// - Throws: `TaskError.undecodableResult` with what was found.
package func decodeResult<T: Decodable>(_ json: [UInt8]) throws(TaskError) -> sending T {
    do {
        return try JSONValue.read(json[...])
    } catch {
        throw .undecodableResult("the result is no \(T.self): \(JSONValue.reason(error, json[...]))")
    }
}
