/// The arguments of a call that is about to be stored, as a JSON object with the parameters' names as keys.
///
/// A nil is written as `null`, to distinguish it from a parameter that did not exist when the task was stored.
public struct _EncodedArguments: Sendable {
    private var json: [UInt8] = []
    private var problem: String?

    /// No arguments yet.
    public init() {
        // Enough for most calls, so that the array need not grow.
        json.reserveCapacity(96)
        json.append(UInt8(ascii: "{"))
    }

    /// Adds an argument.
    ///
    /// - Parameters:
    ///   - value: The argument.
    ///   - name: The parameter's name.
    public mutating func encode<T: Encodable>(_ value: T, _ name: String) {
        if json.count > 1 { json.append(UInt8(ascii: ",")) }
        name.write(to: &json)
        json.append(UInt8(ascii: ":"))
        do {
            try JSONValue.write(value, to: &json)
        } catch {
            problem = problem ?? "the argument '\(name)' cannot be encoded: \(ErrorText(error).text)"
        }
    }

    /// Accepts a type that is not `Encodable`: `this parameter` has already reported the error, and once is enough.
    @_disfavoredOverload
    public mutating func encode<T: ~Copyable>(_ value: borrowing T, _ name: String) {
        preconditionFailure("'\(name)' is not 'Encodable'")
    }

    /// The call, ready to be stored.
    consuming func call(of name: String) -> TaskCall {
        json.append(UInt8(ascii: "}"))
        return TaskCall(name: name, arguments: json, problem: problem)
    }
}
