import PluginMessaging
import SwiftTokens

/// Pieces of Swift source, written.
enum SwiftWriting {
    /// A string literal with this value.
    static func literal(_ value: String) -> String {
        let escaped = value.unicodeScalars.map { $0.isASCII ? $0.escaped(asASCII: true) : String($0) }
        return "\"\(escaped.joined())\""
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
        let padded = String(repeating: " ", count: column - 1) + text
        let openingLine = opening.isEmpty ? "" : opening + "\n"
        let firstLine = opening.isEmpty ? line : line - 1
        guard firstLine > 0, isPlain(excerpt.location.fileName) else { return "\(openingLine)\(text)\n" }
        return """
            #sourceLocation(file: "\(excerpt.location.fileName)", line: \(firstLine))
            \(openingLine)\(padded)
            #sourceLocation()

            """
    }

    /// Whether a file's name can stand in `#sourceLocation`, which knows no escapes.
    private static func isPlain(_ fileName: String) -> Bool {
        !fileName.isEmpty && !fileName.unicodeScalars.contains { $0 == "\"" || $0 == "\\" || $0.value < 0x20 }
    }
}
