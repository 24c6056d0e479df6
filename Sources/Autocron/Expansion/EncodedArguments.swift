/// The arguments of a call that is about to be stored, as a JSON object with the parameters' names as keys.
///
/// A nil is written as `null`, so that it is told from a parameter that did not exist when the task was stored.
public struct _EncodedArguments: Sendable {
    private var json: [UInt8] = [UInt8(ascii: "{")]
    private var problem: String?

    /// No arguments yet.
    public init() {}

    /// Adds an argument.
    ///
    /// - Parameters:
    ///   - value: the argument.
    ///   - name: the parameter's name.
    public mutating func encode<T: Encodable>(_ value: T, _ name: String) {
        if json.count > 1 { json.append(UInt8(ascii: ",")) }
        name.write(to: &json)
        json.append(UInt8(ascii: ":"))
        do {
            try JSONValue.write(value, to: &json)
        } catch {
            problem = problem ?? "the argument '\(name)' cannot be encoded: \(error)"
        }
    }

    /// Lets a type pass that is not `Encodable`: `this parameter` has complained already, and once is enough.
    @_disfavoredOverload
    public mutating func encode<T: ~Copyable>(_ value: borrowing T, _ name: String) {
        preconditionFailure("'\(name)' is not 'Encodable'")
    }

    /// The call, ready to be stored.
    func call(of name: String) -> TaskCall {
        TaskCall(name: name, arguments: json + [UInt8(ascii: "}")], problem: problem)
    }
}
