/// A token of Swift source.
///
/// The tokens of a text, one after the other, are the text: nothing is left out.
package struct Token: Equatable, Sendable {
    /// A token's kind.
    package enum Kind: Sendable {
        /// Spaces, tabs, line ends, a byte-order mark.
        case whitespace
        /// A comment of either kind, nested ones included; a first line that starts with `#!`.
        case comment
        /// A name or a keyword; the context decides which of the two.
        case identifier
        /// A name in backticks.
        case quotedIdentifier
        /// A number without its sign.
        case numberLiteral
        /// A whole string literal, interpolations included.
        case stringLiteral
        /// A whole regular expression literal.
        case regexLiteral
        /// An operator; `=`, `->`, `<`, `>`, `&`, `?` and `!` too.
        case `operator`
        /// A bracket, comma, colon, `::`, semicolon, period, at sign, backslash.
        case punctuation
        /// `#` with the word after it.
        case directive
        /// Bytes that are not Swift.
        case unknown
    }

    /// The token's kind.
    package let kind: Kind
    /// Its range.
    package let range: Range<Int>

    /// Whether the parser ignores it.
    package var isTrivia: Bool {
        kind == .whitespace || kind == .comment
    }
}
