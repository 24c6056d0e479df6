import TaskModel

/// A line of text with a mark below some of its characters, as compilers show an error.
struct CaretExcerpt {
    var lines: [String]

    /// - Parameters:
    ///   - text: The line.
    ///   - range: The marked part, in UTF-8 offsets; an empty one marks a position.
    init(_ text: String, _ range: Range<Int>) {
        let bytes = Array(text.utf8)
        let start = min(max(range.lowerBound, 0), bytes.count)
        let end = min(max(range.upperBound, start), bytes.count)
        // The marks are aligned with the displayed text, in which hidden characters are escaped.
        let before = DisplayWidth.of(TerminalEscaping.text(Array(bytes[..<start])))
        let marked = DisplayWidth.of(TerminalEscaping.text(Array(bytes[start..<end])))
        let mark = "^" + String(repeating: "~", count: max(0, marked - 1))
        lines = ["    " + TerminalEscaping.text(text), "    " + String(repeating: " ", count: before) + mark]
    }
}
