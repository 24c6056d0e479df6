/// Runs a stored task in the worker.
///
/// - Parameters:
///   - task: the function.
///   - id: the stored task.
///   - arguments: its arguments, a JSON object.
/// - Returns: the result's JSON, or nil if the function has no result.
/// - Throws: ``UndecodableArguments`` if the arguments do not fit the function, else what the function's body threw, or
///   what encoding its result threw.
func perform(_ task: RegisteredTask, id: TaskID, arguments: [UInt8]) async throws -> [UInt8]? {
    let arguments = try _Arguments(json: arguments)
    let execution = _Execution(id: id, name: task.name)
    let returned = try await _Execution.$current.withValue(execution) {
        try await task.perform(arguments)
    }
    return try (returned ?? execution.result)?.json()
}
