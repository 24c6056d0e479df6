/// A task's result as JSON, or why it could not be encoded.
///
/// Encoding may fail in a function that cannot throw, so the failure is kept until the worker asks.
public struct _EncodedResult: Sendable {
    private let outcome: Result<[UInt8], any Error>

    init<T: Encodable>(_ value: T) {
        self.outcome = Result {
            var json: [UInt8] = []
            try JSONValue.write(value, to: &json)
            return json
        }
    }

    /// The result's JSON.
    ///
    /// - Throws: what encoding it threw.
    func json() throws -> [UInt8] {
        try outcome.get()
    }
}

/// Encodes the result of a task's function.
///
/// - Parameter value: what the function returned.
/// - Returns: its JSON.
public func _encode<T: Encodable>(_ value: T) -> _EncodedResult {
    _EncodedResult(value)
}

/// Lets a type pass that is not `Encodable`: `this result` has complained already, and once is enough.
@_disfavoredOverload
public func _encode<T: ~Copyable>(_ value: consuming T) -> _EncodedResult {
    preconditionFailure("the result is not 'Encodable'")
}
