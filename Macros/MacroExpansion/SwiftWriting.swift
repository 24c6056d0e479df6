import PluginMessaging
import SwiftTokens

/// Pieces of Swift source, written.
enum SwiftWriting {
    /// A string literal with this value.
    static func literal(_ value: String) -> String {
        let escaped = value.unicodeScalars.map { $0.isASCII ? $0.escaped(asASCII: true) : String($0) }
        return "\"\(escaped.joined())\""
    }

    /// A name as an expression may begin with it: where names are declared, keywords need no backticks.
    static func reference(_ name: Name) -> String {
        "`\(name.text)`"
    }

    /// Makes the compiler believe that text stands where it stands in the user's file, down to the column.
    ///
    /// - Parameters:
    ///   - text: what is to be written there.
    ///   - offset: the place of its first byte in the excerpt.
    ///   - excerpt: the piece of the user's file.
    ///   - opening: what is needed before it, and may not stand on its line.
    /// - Returns: lines that begin and end with `#sourceLocation`, or the text alone if no such line can name the file.
    static func placed(_ text: String, at offset: Int, of excerpt: Excerpt, after opening: String = "") -> String {
        let (line, column) = excerpt.position(of: offset)
        let padded = String(repeating: " ", count: max(0, column - 1)) + text
        let openingLine = opening.isEmpty ? "" : opening + "\n"
        let firstLine = opening.isEmpty ? line : line - 1
        guard firstLine > 0, column <= longestLine, isPlain(excerpt.location.fileName) else {
            return "\(openingLine)\(text)\n"
        }
        let directive = "#sourceLocation(file: \"\(excerpt.location.fileName)\", line: \(firstLine))"
        // The text may have closed a directive of its own, and then there would be none to close.
        let reopening = text.contains("sourceLocation") ? directive + "\n" : ""
        return "\(directive)\n\(openingLine)\(padded)\n\(reopening)#sourceLocation()\n"
    }

    /// Up to where a column is worth its spaces.
    private static let longestLine = 1 << 20

    /// Whether a file's name can stand in `#sourceLocation`, which knows no escapes.
    private static func isPlain(_ fileName: String) -> Bool {
        !fileName.isEmpty && !fileName.unicodeScalars.contains { $0 == "\"" || $0 == "\\" || $0.value < 0x20 }
    }
}
