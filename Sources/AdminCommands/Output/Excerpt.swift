import TaskStore

/// A line of text with a mark below some of its characters, as compilers show a mistake.
struct Excerpt {
    var lines: [String]

    /// - Parameters:
    ///   - text: the line.
    ///   - range: what to mark, in UTF-8 offsets; an empty one marks its place.
    init(_ text: String, _ range: Range<Int>) {
        let bytes = Array(text.utf8)
        let start = min(max(range.lowerBound, 0), bytes.count)
        let end = min(max(range.upperBound, start), bytes.count)
        // The marks stand below what is shown, where hidden characters are written out.
        let before = DisplayWidth.of(Visible.text(Array(bytes[..<start])))
        let marked = DisplayWidth.of(Visible.text(Array(bytes[start..<end])))
        let mark = "^" + String(repeating: "~", count: max(0, marked - 1))
        lines = ["    " + Visible.text(text), "    " + String(repeating: " ", count: before) + mark]
    }
}
