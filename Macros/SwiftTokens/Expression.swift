/// An expression; the values of literals can be read.
package struct Expression: Sendable {
    /// The text that contains it.
    package let source: SourceText
    /// Its tokens; none if the expression is missing.
    package let tokens: ArraySlice<Token>

    /// Its range, or nil if the expression is missing.
    package var range: Range<Int>? {
        tokens.sourceRange
    }

    /// The number, if it is a literal one, with or without a sign.
    package var number: Double? {
        switch tokens.count {
        case 1: unsignedNumber
        case 2 where TokenCursor(source, tokens).isAt("-"):
            Expression(source: source, tokens: tokens.dropFirst()).unsignedNumber.map { -$0 }
        default: nil
        }
    }

    /// The string literal's token, if the expression is nothing else.
    package var stringToken: Token? {
        tokens.count == 1 && tokens.first?.kind == .stringLiteral ? tokens.first : nil
    }

    /// The elements, if it is an array literal.
    package var elements: [Expression]? {
        var cursor = TokenCursor(source, tokens)
        guard cursor.isAt("["), let inside = cursor.takeBalanced(), cursor.current == nil else { return nil }
        return CommaList.elements(source, inside) { _ in true }.map { Expression(source: source, tokens: $0) }
    }

    /// The member and the arguments, if it is an implicit member or one of a type: `.seconds(3)`, `Duration.zero`.
    package var member: (name: String, arguments: [Argument])? {
        var cursor = TokenCursor(source, tokens)
        _ = cursor.takeName()
        guard cursor.take(".") != nil, let name = cursor.takeName() else { return nil }
        guard cursor.current != nil else { return (source.text(name.range), []) }
        guard cursor.isAt("("), let inside = cursor.takeBalanced(), cursor.current == nil else { return nil }
        return (source.text(name.range), Argument.list(source, inside))
    }

    private var unsignedNumber: Double? {
        guard let token = tokens.first, token.kind == .numberLiteral else { return nil }
        let text = source.text(token.range).filter { $0 != "_" }.lowercased()
        switch text.prefix(2) {
        case "0b": return Int(text.dropFirst(2), radix: 2).map(Double.init)
        case "0o": return Int(text.dropFirst(2), radix: 8).map(Double.init)
        default: return Double(text)
        }
    }
}

/// An argument of a call or an attribute.
package struct Argument: Sendable {
    /// The label, if there is one.
    package let label: Name?
    /// The value.
    package let value: Expression

    /// Reads a list of arguments.
    ///
    /// - Parameters:
    ///   - source: The text.
    ///   - tokens: The tokens between the parentheses.
    /// - Returns: The arguments in order.
    static func list(_ source: SourceText, _ tokens: ArraySlice<Token>) -> [Argument] {
        CommaList.elements(source, tokens, startsElement: startsWithLabel).map { element in
            var cursor = TokenCursor(source, element)
            guard startsWithLabel(cursor), let label = cursor.takeName() else {
                return Argument(label: nil, value: Expression(source: source, tokens: element))
            }
            cursor.advance()
            return Argument(label: Name(source, label), value: Expression(source: source, tokens: cursor.rest))
        }
    }

    private static func startsWithLabel(_ cursor: TokenCursor) -> Bool {
        var cursor = cursor
        return cursor.takeName() != nil && cursor.isAt(":")
    }
}
