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
    /// - Parameter limit: the most bytes that it may have.
    /// - Throws: ``UnstorableResult`` if it has more, or encoding it threw.
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
        guard JSONDepth.isAtMost(CallLimits.depth, json) else {
            throw UnstorableResult(
                "its result holds more than \(CallLimits.depth) arrays and objects inside each other, which could not be "
                    + "read again; return something flatter, such as a list of nodes"
            )
        }
        return json
    }
}

/// Why a task has failed though its function returned: there is no way to store what it returned.
struct UnstorableResult: Error, Equatable, Sendable, CustomStringConvertible {
    /// To follow the words "returned, and".
    let description: String

    init(_ description: String) {
        self.description = description
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
