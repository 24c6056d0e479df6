/// Text that terminals and logs can safely show.
///
/// Names, arguments and errors come from users of the program, and a terminal obeys its input: escape sequences move
/// the cursor, set titles and fill clipboards, and bidirectional controls make one text look like another. In a log a
/// newline makes one message look like two. So everything that is not plainly visible is escaped, like `\n`, `\u{1B}`
/// or, for bytes that are not UTF-8, `\xFF`.
package enum TerminalEscaping {
    /// Escapes what is not visible in bytes that should be UTF-8.
    package static func text(_ bytes: [UInt8]) -> String {
        if let valid = String(validating: bytes, as: UTF8.self) { return text(valid) }
        var result = ""
        var position = 0
        while position < bytes.count {
            if let (character, length) = character(in: bytes, at: position) {
                result += text(character)
                position += length
            } else {
                result += "\\x" + hexadecimal(UInt32(bytes[position]), digits: 2)
                position += 1
            }
        }
        return result
    }

    /// Escapes what is not visible.
    package static func text(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            result += isHidden(scalar) ? name(of: scalar) : String(scalar)
        }
    }

    /// Whether a character is itself invisible, or changes how others are shown.
    package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        // Most text consists of these.
        if (0x20...0x7E).contains(scalar.value) { return false }
        // The two that choose between the drawn and the plain form of a character.
        if scalar.value == 0xFE0E || scalar.value == 0xFE0F { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return true
        default: return scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(hexadecimal(scalar.value, digits: 2))}"
        }
    }

    package static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private static func character(in bytes: [UInt8], at position: Int) -> (String, length: Int)? {
        for length in 1...4 where position + length <= bytes.count {
            if let found = String(validating: bytes[position..<position + length], as: UTF8.self) {
                return (found, length)
            }
        }
        return nil
    }
}
