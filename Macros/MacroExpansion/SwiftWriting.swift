import PluginMessaging
import SwiftTokens

/// Pieces of Swift source, written.
enum SwiftWriting {
    /// A string literal with this value.
    static func literal(_ value: String) -> String {
        let escaped = value.unicodeScalars.map { $0.isASCII ? $0.escaped(asASCII: true) : String($0) }
        return "\"\(escaped.joined())\""
    }

    /// A name as it may begin an expression: where names are declared, keywords need no backticks.
    static func reference(_ name: Name) -> String {
        "`\(name.text)`"
    }

    /// Makes the compiler believe that text is at its position in the user's file, down to the column.
    ///
    /// - Parameters:
    ///   - text: The text to write.
    ///   - offset: The offset of its first byte in the excerpt.
    ///   - excerpt: The piece of the user's file.
    ///   - opening: Text that must precede it, but not on the same line.
    /// - Returns: Lines that begin and end with `#sourceLocation`, or the text alone if no such line can name the file.
    static func placed(_ text: String, at offset: Int, of excerpt: SourceSlice, after opening: String = "") -> String {
        let (line, column) = excerpt.position(of: offset)
        let padded = String(repeating: " ", count: max(0, column - 1)) + text
        let openingLine = opening.isEmpty ? "" : opening + "\n"
        let firstLine = opening.isEmpty ? line : line - 1
        guard firstLine > 0, column <= longestLine, isPlain(excerpt.location.fileName) else {
            return "\(openingLine)\(text)\n"
        }
        let directive = "#sourceLocation(file: \"\(excerpt.location.fileName)\", line: \(firstLine))"
        // The text may have ended the `#sourceLocation` itself; without a new one, there would be none to end.
        let reopening = text.contains("sourceLocation") ? directive + "\n" : ""
        return "\(directive)\n\(openingLine)\(padded)\n\(reopening)#sourceLocation()\n"
    }

    /// The largest column that is worth its spaces.
    private static let longestLine = 1 << 20

    /// Whether `#sourceLocation`, which has no escapes, can contain a file's name.
    private static func isPlain(_ fileName: String) -> Bool {
        !fileName.isEmpty && !fileName.unicodeScalars.contains { $0 == "\"" || $0 == "\\" || $0.value < 0x20 }
    }
}
