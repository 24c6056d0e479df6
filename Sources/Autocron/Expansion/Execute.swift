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
