/// An attribute as it is written before a declaration, a parameter or a type.
package struct Attribute: Sendable {
    /// The name's parts: one for `@Name`, two for `@Module.Name` and `@Module::Name`.
    package let path: [String]
    /// The range of the name's parts.
    package let nameRange: Range<Int>
    /// The whole attribute, from the at sign.
    package let range: Range<Int>
    /// The tokens between the parentheses, or nil without parentheses.
    let argumentTokens: ArraySlice<Token>?
    private let argumentStart: Int
    private let source: SourceText

    /// The name's last part.
    package var name: String {
        path.last ?? ""
    }

    /// Whether parentheses follow the name.
    package var hasArguments: Bool {
        argumentTokens != nil
    }

    /// The arguments in order.
    package var arguments: [Argument] {
        Argument.list(source, argumentTokens ?? [])
    }

    /// The parentheses and everything between them, or nil without parentheses.
    package var argumentClause: Range<Int>? {
        hasArguments ? argumentStart..<range.upperBound : nil
    }

    /// Reads the attribute of a request.
    ///
    /// - Parameter source: An attribute with the spaces and comments around it.
    /// - Returns: nil if the text does not start with one.
    package init?(_ source: SourceText) {
        var cursor = TokenCursor(source)
        self.init(&cursor, takesDistantParentheses: true)
    }

    /// Reads an attribute.
    ///
    /// - Parameters:
    ///   - cursor: At the at sign; after the attribute on return.
    ///   - takesDistantParentheses: Whether parentheses after a space belong to the attribute; in front of a type they
    ///     do not.
    init?(_ cursor: inout TokenCursor, takesDistantParentheses: Bool) {
        let source = cursor.source
        guard let atSign = cursor.take("@"), let first = cursor.takeName() else { return nil }
        var path = [Name(source, first).text]
        var end = first.range.upperBound
        while cursor.isAt(".") || cursor.isAt("::") {
            cursor.advance()
            guard let name = cursor.takeName() else { return nil }
            path.append(Name(source, name).text)
            end = name.range.upperBound
        }
        if cursor.current?.range.lowerBound == end, cursor.takeAngles() { end = cursor.previousEnd }
        self.source = source
        self.path = path
        self.nameRange = first.range.lowerBound..<end
        // In Swift 5 mode, a space is allowed before the parentheses.
        self.argumentStart = cursor.position
        if cursor.isAt("("), takesDistantParentheses || cursor.current?.range.lowerBound == end {
            guard let inside = cursor.takeBalanced() else { return nil }
            self.argumentTokens = inside
            end = cursor.previousEnd
        } else {
            self.argumentTokens = nil
        }
        self.range = atSign.range.lowerBound..<end
    }
}

/// An element of a declaration's list of attributes.
package enum AttributeListElement: Sendable {
    /// An attribute.
    case attribute(Attribute)
    /// A line such as `#if os(Linux)` or `#endif`.
    case directive(Range<Int>)
}
