/// The arguments of a stored task, decoded one by one into the types that the function declares today.
public struct _Arguments: Sendable {
    private let json: [UInt8]
    private let values: [String: Range<Int>]

    /// Reads a stored task's arguments.
    ///
    /// - Parameter json: A JSON object.
    /// - Throws: ``UndecodableArguments`` if it is not an object.
    package init(json: [UInt8]) throws(UndecodableArguments) {
        guard let values = JSONObject.values(in: json) else {
            throw UndecodableArguments("the arguments are no JSON object: found \(JSONValue.excerpt(json[...]))")
        }
        self.json = json
        self.values = values
    }

    /// - Returns: nil if there is no such argument. The type is a parameter, because nil may also be an argument's
    ///   value.
    fileprivate func decode<T: Decodable>(_ name: String, as type: T.Type) throws(UndecodableArguments) -> T? {
        guard let range = values[name] else { return nil }
        let value: T = try decode(name, json[range])
        return .some(value)
    }

    private func decode<T: Decodable>(_ name: String, _ value: ArraySlice<UInt8>) throws(UndecodableArguments) -> T {
        do {
            return try JSONValue.read(value)
        } catch {
            throw UndecodableArguments("the argument '\(name)' is no \(T.self): \(JSONValue.reason(error, value))")
        }
    }
}

// These are functions, because members are not found in a file with a `private import`.

/// Decodes the argument of a parameter without a default value.
///
/// - Parameters:
///   - arguments: A task's arguments.
///   - name: The parameter's name.
/// - Returns: The argument.
/// - Throws: ``UndecodableArguments`` if it is missing, or of another type.
public func _decode<T: Decodable>(_ arguments: _Arguments, _ name: String) throws -> T {
    guard let argument = try arguments.decode(name, as: T.self) else {
        throw UndecodableArguments("the argument '\(name)' is missing, and the parameter has no default value")
    }
    return argument
}

/// Decodes the argument of a parameter with a default value, which is used if no argument was stored.
///
/// - Parameters:
///   - arguments: A task's arguments.
///   - name: The parameter's name.
///   - default: The default value, evaluated if the parameter did not exist when the task was stored.
/// - Returns: The argument.
/// - Throws: ``UndecodableArguments`` if it is of another type.
public func _decode<T: Decodable>(
    _ arguments: _Arguments, _ name: String, default: @autoclosure () throws -> T
) throws -> T {
    try arguments.decode(name, as: T.self) ?? `default`()
}

/// Accepts a type that is not `Decodable`: `this parameter` has already reported the error, and once is enough.
@_disfavoredOverload
public func _decode<T: ~Copyable>(_ arguments: _Arguments, _ name: String) throws -> T {
    preconditionFailure("'\(name)' is not 'Decodable'")
}

/// Accepts a type that is not `Decodable`: `this parameter` has already reported the error, and once is enough.
@_disfavoredOverload
public func _decode<T: ~Copyable>(
    _ arguments: _Arguments, _ name: String, default: @autoclosure () throws -> T
) throws -> T {
    preconditionFailure("'\(name)' is not 'Decodable'")
}

/// Why this build cannot run a stored task: its arguments no longer fit the function, so it is parked.
///
/// A type of its own, so that no user's error is mistaken for it, not even a `DecodingError` that a body throws.
package struct UndecodableArguments: Error, Equatable, Sendable, CustomStringConvertible {
    /// The argument, the stored value, and the expected type.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
