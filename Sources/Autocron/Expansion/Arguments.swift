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

    /// - Returns: nil where there is no such argument; the type is said, because nil may be one.
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

// Functions, because members are not found where a file says `private import`.

/// Decodes the argument of a parameter without a default value.
///
/// - Parameters:
///   - arguments: a task's arguments.
///   - name: the parameter's name.
/// - Returns: the argument.
/// - Throws: if it is missing, or of another type.
public func _decode<T: Decodable>(_ arguments: _Arguments, _ name: String) throws -> T {
    guard let argument = try arguments.decode(name, as: T.self) else {
        throw UndecodableArguments("the argument '\(name)' is missing, and the parameter has no default value")
    }
    return argument
}

/// Decodes the argument of a parameter with a default value, which stands for one that was not stored.
///
/// - Parameters:
///   - arguments: a task's arguments.
///   - name: the parameter's name.
///   - default: the default value, evaluated if the parameter did not exist when the task was stored.
/// - Returns: the argument.
/// - Throws: if it is of another type.
public func _decode<T: Decodable>(
    _ arguments: _Arguments, _ name: String, default: @autoclosure () throws -> T
) throws -> T {
    try arguments.decode(name, as: T.self) ?? `default`()
}

/// Lets a type pass that is not `Decodable`: `this parameter` has complained already, and once is enough.
@_disfavoredOverload
public func _decode<T: ~Copyable>(_ arguments: _Arguments, _ name: String) throws -> T {
    preconditionFailure("'\(name)' is not 'Decodable'")
}

/// Lets a type pass that is not `Decodable`: `this parameter` has complained already, and once is enough.
@_disfavoredOverload
public func _decode<T: ~Copyable>(
    _ arguments: _Arguments, _ name: String, default: @autoclosure () throws -> T
) throws -> T {
    preconditionFailure("'\(name)' is not 'Decodable'")
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
