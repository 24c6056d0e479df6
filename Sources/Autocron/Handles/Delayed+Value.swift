extension Delayed where Value: Decodable {
    /// The task's result, for which this waits.
    ///
    /// - Throws: ``TaskError``: why there is no result, or ``TaskError/waitCancelled`` if the Swift task that waits is
    ///   cancelled; the stored task then goes on.
    public nonisolated(nonsending) var value: Value {
        get async throws(TaskError) {
            try decodeResult(try await OutcomeReading.result(of: id, within: nil))
        }
    }

    /// The task's result, for which this waits a limited time.
    ///
    /// - Parameter limit: how long to wait.
    /// - Returns: the result.
    /// - Throws: ``TaskError``; ``TaskError/waitTimedOut`` if there is no result by then; the stored task goes on.
    nonisolated(nonsending) public func value(within limit: Duration) async throws(TaskError) -> sending Value {
        try decodeResult(try await OutcomeReading.result(of: id, within: limit))
    }
}

extension Delayed where Value == Void {
    /// Waits for the task's end.
    ///
    /// - Throws: ``TaskError``: how it failed, or ``TaskError/waitCancelled`` if the Swift task that waits is cancelled.
    public var value: Void {
        get async throws(TaskError) {
            _ = try await OutcomeReading.result(of: id, within: nil)
        }
    }

    /// Waits for the task's end, a limited time.
    ///
    /// - Parameter limit: how long to wait.
    /// - Throws: ``TaskError``; ``TaskError/waitTimedOut`` if it has not ended by then; the stored task goes on.
    public func value(within limit: Duration) async throws(TaskError) {
        _ = try await OutcomeReading.result(of: id, within: limit)
    }
}
