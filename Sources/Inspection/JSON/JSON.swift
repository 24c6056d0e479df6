import Foundation
import Platform
import TaskModel

/// A value to be written as JSON, with its keys in the order of the snapshot.
///
/// JSON.md documents the keys. Invisible characters in a text are written as `\u….`, so that a terminal can safely show
/// this output, too.
package enum JSON: Equatable, Sendable {
    /// A key with its value.
    package struct Member: Equatable, Sendable {
        package var key: String
        package var value: JSON

        package init(_ key: String, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }

    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case list([JSON])
    case object([Member])
    /// A value that is JSON already.
    case written(String)

    /// The JSON of a snapshot.
    package init(_ snapshot: some Encodable) throws {
        self = try SnapshotEncoder.json(of: snapshot)
    }
}

extension JSON {
    /// The text, with each element of an outermost list on a line of its own.
    package var document: String {
        guard case .list(let elements) = self, !elements.isEmpty else { return text }
        return "[\n" + elements.map { "  " + $0.text }.joined(separator: ",\n") + "\n]"
    }

    /// The text on one line.
    package var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        // JSON has no form for infinity and NaN.
        case .real(let value): value.isFinite ? Self.text(of: value) : "null"
        case .text(let value): Self.quoted(value)
        case .list(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.key)):\($0.value.text)" }.joined(separator: ",") + "}"
        case .written(let text): Self.shown(text)
        }
    }

    private static func text(of value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where TerminalEscaping.isHidden(scalar): result += escape(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return "\"\(escaped)\""
    }

    /// JSON with its hidden characters escaped; apart from the space between values, they occur in texts only.
    private static func shown(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\n", "\r", "\t": result += " "
            case _ where TerminalEscaping.isHidden(scalar): result += escape(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { "\\u" + TerminalEscaping.hexadecimal(UInt32($0), digits: 4) }.joined()
    }
}
