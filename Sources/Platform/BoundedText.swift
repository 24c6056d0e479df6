extension String {
    /// The text, cut to a number of bytes of UTF-8 if it has more; `…` marks the cut.
    ///
    /// Cut between Unicode characters, so that the rest is valid.
    ///
    /// - Parameter limit: The maximum number of bytes, the mark included; at least 3.
    /// - Returns: The text in storage of its own.
    package func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let mark = "…"
        var end = utf8.index(startIndex, offsetBy: max(0, limit - mark.utf8.count))
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end]) + mark
    }
}
