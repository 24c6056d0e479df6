import Foundation
import Platform
import TaskModel

/// A value to be written as JSON, with its keys in insertion order.
///
/// JSON.md documents the keys of each command. Invisible characters in a text are written as `\u….`, so that a terminal
/// can safely show this output, too.
enum JSON: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case list([JSON])
    case object(KeyValuePairs<String, JSON>)
    /// A value that is JSON already.
    case written(String)

    static func == (left: JSON, right: JSON) -> Bool {
        left.text == right.text
    }
}

extension JSON {
    static func text(orNull text: String?) -> JSON { text.map(JSON.text) ?? .null }
    static func integer(orNull value: Int64?) -> JSON { value.map(JSON.integer) ?? .null }
    static func real(orNull value: Double?) -> JSON { value.map(JSON.real) ?? .null }
    static func instant(_ instant: WallTime?) -> JSON { instant.map { .text(Instants.iso($0)) } ?? .null }
    /// Seconds.
    static func span(_ duration: Duration?) -> JSON {
        duration.map { .real(Double($0.microseconds) / 1_000_000) } ?? .null
    }

    /// Text from the database; if it is not valid UTF-8, it is written as ``TerminalEscaping`` shows it.
    static func stored(_ bytes: [UInt8]?) -> JSON {
        bytes.map { .text(String(validating: $0, as: UTF8.self) ?? TerminalEscaping.text($0)) } ?? .null
    }

    /// A JSON value from the database; anything else becomes a text.
    static func value(_ bytes: [UInt8]?) -> JSON {
        guard let bytes else { return .null }
        let isJSON = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
        guard isJSON, let text = String(validating: bytes, as: UTF8.self) else { return stored(bytes) }
        return .written(text)
    }
}

extension JSON {
    /// The text, with each element of an outermost list on a line of its own.
    var document: String {
        guard case .list(let elements) = self, !elements.isEmpty else { return text }
        return "[\n" + elements.map { "  " + $0.text }.joined(separator: ",\n") + "\n]"
    }

    /// The text on one line.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        // JSON has no form for infinity and NaN.
        case .real(let value): value.isFinite ? Self.text(of: value) : "null"
        case .text(let value): Self.quoted(value)
        case .list(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .object(let entries):
            "{" + entries.map { "\(Self.quoted($0.key)):\($0.value.text)" }.joined(separator: ",") + "}"
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
