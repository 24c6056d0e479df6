/// The arguments of a stored task, decoded one by one into the types that the function declares today.
public struct _Arguments: Sendable {
    private let json: [UInt8]
    private let values: [String: Range<Int>]

    /// Reads a stored task's arguments.
    ///
    /// - Parameter json: a JSON object.
    /// - Throws: if it is none.
    package init(json: [UInt8]) throws(UndecodableArguments) {
        guard let values = JSONObject.values(in: json) else {
            throw UndecodableArguments("the arguments are no JSON object: found \(JSONValue.excerpt(json[...]))")
        }
        self.json = json
        self.values = values
    }

    /// Decodes the argument of a parameter without a default value.
    ///
    /// - Parameter name: the parameter's name.
    /// - Returns: the argument.
    /// - Throws: if it is missing, or of another type.
    public func decode<T: Decodable>(_ name: String) throws -> T {
        guard let range = values[name] else {
            throw UndecodableArguments("the argument '\(name)' is missing, and the parameter has no default value")
        }
        return try decode(name, json[range])
    }

    /// Decodes the argument of a parameter with a default value, which stands for one that was not stored.
    ///
    /// - Parameters:
    ///   - name: the parameter's name.
    ///   - default: the default value, evaluated if the parameter did not exist when the task was stored.
    /// - Returns: the argument.
    /// - Throws: if it is of another type.
    public func decode<T: Decodable>(_ name: String, default: @autoclosure () throws -> T) throws -> T {
        guard let range = values[name] else { return try `default`() }
        return try decode(name, json[range])
    }

    private func decode<T: Decodable>(_ name: String, _ value: ArraySlice<UInt8>) throws(UndecodableArguments) -> T {
        do {
            return try JSONValue.read(value)
        } catch {
            throw UndecodableArguments("the argument '\(name)' is no \(T.self): \(JSONValue.reason(error, value))")
        }
    }

    /// Lets a type pass that is not `Decodable`: `this parameter` has complained already, and once is enough.
    @_disfavoredOverload
    public func decode<T: ~Copyable>(_ name: String) throws -> T {
        preconditionFailure("'\(name)' is not 'Decodable'")
    }

    /// Lets a type pass that is not `Decodable`: `this parameter` has complained already, and once is enough.
    @_disfavoredOverload
    public func decode<T: ~Copyable>(_ name: String, default: @autoclosure () throws -> T) throws -> T {
        preconditionFailure("'\(name)' is not 'Decodable'")
    }
}

/// Why a stored task cannot be run by this build: its arguments do not fit the function any more, so it is parked.
///
/// No user's error is mistaken for it, not even a `DecodingError` that a body throws.
package struct UndecodableArguments: Error, Equatable, Sendable, CustomStringConvertible {
    /// Which argument, what was found, and what was expected.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
