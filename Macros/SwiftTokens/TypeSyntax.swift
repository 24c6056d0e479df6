/// A type as it is written, with the specifiers that a parameter may put before it.
package struct TypeSyntax: Sendable {
    /// A word or an attribute before a type.
    package struct Specifier: Sendable {
        /// The word, or the attribute's name.
        package let text: String
        /// Its range, an at sign included.
        package let range: Range<Int>
        /// Whether it is an attribute.
        package let isAttribute: Bool
    }

    /// The text that contains it.
    package let source: SourceText
    /// The specifiers before the type, in order.
    package let specifiers: [Specifier]
    /// The type's own tokens, without a variadic parameter's three dots.
    package let tokens: ArraySlice<Token>
    /// The range of the type itself.
    package let range: Range<Int>
    /// The three dots of a variadic parameter.
    package let ellipsis: Range<Int>?

    /// Words that may precede a type without being part of it; `some` and `any` are part of it.
    private static let words: Set<String> = [
        "inout", "borrowing", "consuming", "sending", "isolated", "nonisolated", "__owned", "__shared", "_const",
    ]

    /// Reads a type.
    ///
    /// - Returns: nil if there are no tokens.
    init?(_ source: SourceText, _ tokens: ArraySlice<Token>) {
        var cursor = TokenCursor(source, tokens)
        var specifiers: [Specifier] = []
        while let specifier = Self.takeSpecifier(&cursor) {
            specifiers.append(specifier)
        }
        var rest = cursor.rest
        let last = rest.last
        let ellipsis = last.flatMap { source.isText($0.range, "...") ? $0.range : nil }
        if ellipsis != nil { rest.removeLast() }
        guard let range = rest.sourceRange else { return nil }
        self.source = source
        self.specifiers = specifiers
        self.tokens = rest
        self.range = range
        self.ellipsis = ellipsis
    }

    private static func takeSpecifier(_ cursor: inout TokenCursor) -> Specifier? {
        if let attribute = Attribute(&cursor, takesDistantParentheses: false) {
            return Specifier(text: attribute.name, range: attribute.range, isAttribute: true)
        }
        // A type may be called `isolated`: it is a specifier only if a type follows.
        guard cursor.isAtAny(of: words), let following = cursor.following, following.kind != .operator,
            let word = cursor.takeName()
        else { return nil }
        if cursor.isAt("("), word.range.upperBound == cursor.current?.range.lowerBound { cursor.takeBalanced() }
        return Specifier(
            text: cursor.source.text(word.range), range: word.range.lowerBound..<cursor.previousEnd, isAttribute: false
        )
    }

    /// The type as it is written.
    package var text: String {
        source.text(range)
    }

    /// The `!` of an implicitly unwrapped optional, which is allowed in a parameter but hardly elsewhere.
    package var unwrappingMark: Range<Int>? {
        source.bytes[range.upperBound - 1] == UInt8(ascii: "!") ? (range.upperBound - 1)..<range.upperBound : nil
    }

    /// The first arrow: the type is a function type or contains one.
    package var arrow: Range<Int>? {
        tokens.first { source.isText($0.range, "->") }?.range
    }

    /// The first `some`, which makes it opaque.
    package var opaqueKeyword: Range<Int>? {
        tokens.first { $0.kind == .identifier && source.isText($0.range, "some") }?.range
    }

    /// Whether it is the empty tuple.
    package var isEmptyTuple: Bool {
        var cursor = TokenCursor(source, tokens)
        guard cursor.isAt("("), let inside = cursor.takeBalanced() else { return false }
        return inside.isEmpty && cursor.current == nil
    }

    /// The type without the parentheses around it, up to a plausible number of them.
    package var unparenthesized: TypeSyntax {
        var type = self
        // Bounded: no text may take long, or exhaust the stack.
        for _ in 0..<8 {
            guard let inner = type.parenthesized else { return type }
            type = inner
        }
        return type
    }

    /// The type in parentheses, if it is nothing but one.
    private var parenthesized: TypeSyntax? {
        var cursor = TokenCursor(source, tokens)
        guard cursor.isAt("("), let inside = cursor.takeBalanced(), cursor.current == nil else { return nil }
        guard let inner = TypeSyntax(source, inside), !inner.hasComma, inner.firstMark(":") == nil else { return nil }
        return inner
    }

    /// Whether it contains a comma outside all brackets, so that it is more than one type.
    package var hasComma: Bool { firstMark(",") != nil }

    /// The start of the next parameter, if a colon in this text, outside all brackets, shows that a comma is missing.
    var nameBeforeColon: Int? {
        firstMark(":").map { tokens[..<$0].last?.range.lowerBound ?? range.lowerBound }
    }

    /// Whether an angle bracket is opened and not closed.
    var isOpen: Bool {
        tokens.reduce(0) { $0 + source.angleDepth($1) } > 0
    }

    /// The first token with this text that is outside all brackets.
    private func firstMark(_ mark: StaticString) -> ArraySlice<Token>.Index? {
        var cursor = TokenCursor(source, tokens)
        var depth = 0
        while let token = cursor.current {
            if depth <= 0, cursor.isAt(mark) { return cursor.rest.startIndex }
            depth += source.angleDepth(token)
            cursor.takeBalanced()
        }
        return nil
    }

    /// The names and the generic argument, if it is nothing but a name, such as `Module.Box<Int>`.
    package var named: (path: [String], argument: TypeSyntax?)? {
        var cursor = TokenCursor(source, tokens)
        var path: [String] = []
        repeat {
            guard let name = cursor.takeName() else { return nil }
            path.append(Name(source, name).text)
        } while cursor.take(".") != nil || cursor.take("::") != nil
        guard let opening = cursor.current else { return (path, nil) }
        guard source.bytes[opening.range.lowerBound] == UInt8(ascii: "<"), closesAtEnd(cursor.rest) else { return nil }
        return (path, part((opening.range.lowerBound + 1)..<(range.upperBound - 1)))
    }

    /// The type between two brackets.
    ///
    /// The closing one may be the first half of a `>>`.
    private func part(_ range: Range<Int>) -> TypeSyntax? {
        let inner = tokens.map { Token(kind: $0.kind, range: $0.range.clamped(to: range)) }.filter { !$0.range.isEmpty }
        return TypeSyntax(source, inner[...])
    }

    /// Whether the angle bracket that opens these tokens is closed by the type's last byte and not before.
    private func closesAtEnd(_ tokens: ArraySlice<Token>) -> Bool {
        var depth = 0
        for token in tokens where token.kind == .operator && !source.isText(token.range, "->") {
            for index in token.range {
                depth += source.bytes[index].angleDepth
                if depth == 0 { return index == range.upperBound - 1 }
            }
        }
        return false
    }
}
