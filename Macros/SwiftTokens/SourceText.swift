/// Swift source as bytes: every offset in this module counts UTF-8 bytes from the start of such a text.
package struct SourceText: Sendable {
    /// The bytes.
    package let bytes: [UInt8]

    /// Keeps a text as it is, with its line ends and its byte-order mark.
    ///
    /// - Parameter text: Any text, Swift or not.
    package init(_ text: String) {
        self.bytes = [UInt8](text.utf8)
    }

    /// Reads a part of the text.
    ///
    /// - Parameter range: The part's offsets.
    /// - Returns: The part's characters.
    package func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// Compares a part of the text without making a string of it.
    ///
    /// - Parameters:
    ///   - range: The part's offsets.
    ///   - text: The expected text.
    /// - Returns: Whether the part equals it.
    package func isText(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { unsafe bytes[range].elementsEqual($0) }
    }

    /// Finds a byte's line and column.
    ///
    /// - Parameters:
    ///   - offset: The byte's offset.
    ///   - start: Line and column of the text's first byte, counted from 1.
    /// - Returns: The byte's line, and its column in bytes.
    package func position(of offset: Int, from start: (line: Int, column: Int)) -> (line: Int, column: Int) {
        var position = start
        for index in 0..<offset {
            if endsLine(at: index) {
                position = (position.line + 1, 1)
            } else {
                position.column += 1
            }
        }
        return position
    }

    /// Whether a byte is the last of a line end; there are three: LF, CR LF, and CR alone.
    private func endsLine(at index: Int) -> Bool {
        if bytes[index] == .lineFeed { return true }
        guard bytes[index] == .carriageReturn else { return false }
        return index + 1 == bytes.count || bytes[index + 1] != .lineFeed
    }
}
