import TaskModel

/// A task's result as JSON, or why it could not be encoded.
///
/// Encoding may fail in a function that cannot throw, so the error is kept until the worker asks for the JSON.
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
    /// - Parameter limit: The maximum number of bytes.
    /// - Throws: ``UnstorableResult`` if it is larger, or encoding it threw.
    func json(limit: Int) throws(UnstorableResult) -> [UInt8] {
        let json: [UInt8]
        do {
            json = try outcome.get()
        } catch {
            throw UnstorableResult("its result cannot be encoded: \(ErrorText(error).text)")
        }
        guard json.count <= limit else {
            throw UnstorableResult(
                "its result takes \(json.count) bytes, and \(limit) are allowed; store the data elsewhere and return its "
                    + "name, or raise 'resultLimit'"
            )
        }
        guard JSONDepth.isAtMost(TaskLimits.depth, json) else {
            throw UnstorableResult(
                "its result holds more than \(TaskLimits.depth) arrays and objects inside each other, which could not be "
                    + "read again; return something flatter, such as a list of nodes"
            )
        }
        return json
    }
}

/// Why a task failed although its function returned: the result cannot be stored.
struct UnstorableResult: Error, Equatable, Sendable, CustomStringConvertible {
    /// The end of a sentence that begins with "returned, and".
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Encodes the result of a task's function.
///
/// - Parameter value: The function's result.
/// - Returns: Its JSON.
public func _encode<T: Encodable>(_ value: T) -> _EncodedResult {
    _EncodedResult(value)
}

/// Accepts a type that is not `Encodable`: `this result` has already reported the error, and once is enough.
@_disfavoredOverload
public func _encode<T: ~Copyable>(_ value: consuming T) -> _EncodedResult {
    preconditionFailure("the result is not 'Encodable'")
}
