/// A name as it is written.
package struct Name: Sendable {
    /// The name without backticks.
    package let text: String
    /// Its range, backticks included.
    package let range: Range<Int>
    /// Whether it is written in backticks.
    package let isQuoted: Bool

    init(_ source: SourceText, _ token: Token) {
        self.range = token.range
        self.isQuoted = token.kind == .quotedIdentifier
        self.text = source.text(isQuoted ? token.range.dropFirst().dropLast() : token.range)
    }

    /// Whether it is `_`.
    package var isWildcard: Bool {
        text == "_" && !isQuoted
    }
}
