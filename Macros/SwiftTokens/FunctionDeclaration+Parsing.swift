extension FunctionDeclaration {
    /// Parses a function.
    ///
    /// The body is not parsed: it begins with the first brace after the signature, and ends with the text's last token.
    /// So nothing in a body can be misread.
    ///
    /// - Parameter source: A whole declaration with the spaces and comments around it.
    /// - Throws: The kind of declaration that it is instead, or what is missing.
    package init(_ source: SourceText) throws(DeclarationProblem) {
        var reader = FunctionReader(cursor: TokenCursor(source))
        self = try reader.read()
    }
}

private struct FunctionReader {
    var cursor: TokenCursor

    private var source: SourceText { cursor.source }

    mutating func read() throws(DeclarationProblem) -> FunctionDeclaration {
        let attributes = try cursor.takeAttributes()
        let modifiers = cursor.takeModifiers()
        let keyword = try takeKeyword()
        let (name, isOperator) = try takeFunctionName()
        let genericClause = takeGenericClause()
        let (parameterClause, parameters) = try takeParameters()
        let effects = try takeEffects()
        let result = try takeResult()
        let whereClause = takeWhereClause()
        return FunctionDeclaration(
            source: source, attributeList: attributes, modifiers: modifiers, keyword: keyword.range, name: name,
            isOperator: isOperator, genericClause: genericClause, parameterClause: parameterClause,
            parameters: parameters, effects: effects, result: result, whereClause: whereClause, body: try takeBody()
        )
    }

    private func missing(_ expected: String) -> DeclarationProblem {
        .incomplete(expected: expected, at: cursor.position)
    }

    private mutating func takeKeyword() throws(DeclarationProblem) -> Token {
        if let keyword = cursor.take("func") { return keyword }
        guard cursor.isAtDeclarationKeyword, let other = cursor.current else { throw missing("a declaration") }
        throw .other(keyword: source.text(other.range), at: other.range)
    }

    private mutating func takeFunctionName() throws(DeclarationProblem) -> (Name, isOperator: Bool) {
        if let name = cursor.takeName() { return (Name(source, name), false) }
        guard let token = cursor.current, token.kind == .operator else { throw missing("a function's name") }
        cursor.advance()
        return (Name(source, token), true)
    }

    private mutating func takeGenericClause() -> Range<Int>? {
        let start = cursor.position
        return cursor.takeAngles() ? start..<cursor.previousEnd : nil
    }

    private mutating func takeParameters() throws(DeclarationProblem) -> (Range<Int>, [Parameter]) {
        guard cursor.isAt("("), let start = cursor.current?.range.lowerBound else { throw missing("'('") }
        guard let inside = cursor.takeBalanced() else { throw missing("')'") }
        var parameters: [Parameter] = []
        for element in CommaList.elements(source, inside, startsElement: Parameter.isStart) {
            parameters.append(try Parameter(source, element))
        }
        return (start..<cursor.previousEnd, parameters)
    }

    private mutating func takeEffects() throws(DeclarationProblem) -> FunctionDeclaration.Effects {
        var effects = FunctionDeclaration.Effects()
        while let token = cursor.current {
            switch source.text(token.range) {
            case "async", "reasync":
                cursor.advance()
                effects.asyncKeyword = Name(source, token)
            case "throws", "rethrows":
                cursor.advance()
                effects.throwsKeyword = Name(source, token)
                effects.thrownType = try takeThrownType()
                if effects.thrownType != nil { effects.thrownClause = token.range.upperBound..<cursor.previousEnd }
            default:
                return effects
            }
        }
        return effects
    }

    private mutating func takeThrownType() throws(DeclarationProblem) -> TypeSyntax? {
        guard cursor.isAt("(") else { return nil }
        guard let inside = cursor.takeBalanced(), let type = TypeSyntax(source, inside) else {
            throw missing("the type of the errors that are thrown")
        }
        return type
    }

    private mutating func takeResult() throws(DeclarationProblem) -> TypeSyntax? {
        guard cursor.take("->") != nil else { return nil }
        guard let type = TypeSyntax(source, cursor.take(upTo: ["where", "{"])) else { throw missing("a result type") }
        return type
    }

    private mutating func takeWhereClause() -> Range<Int>? {
        cursor.isAt("where") ? cursor.take(upTo: ["{"]).sourceRange : nil
    }

    private mutating func takeBody() throws(DeclarationProblem) -> Range<Int>? {
        guard let open = cursor.current else { return nil }
        guard cursor.isAt("{") else { throw missing("the function's body") }
        guard let last = cursor.tokens.last, last.range.lowerBound > open.range.lowerBound,
            source.isText(last.range, "}")
        else { throw .incomplete(expected: "'}' at the end of the function's body", at: open.range.lowerBound) }
        return open.range.lowerBound..<last.range.upperBound
    }
}

extension Parameter {
    /// Whether tokens begin a parameter: attributes, one or two names, a colon.
    static func isStart(_ cursor: TokenCursor) -> Bool {
        var cursor = cursor
        while Attribute(&cursor, takesDistantParentheses: false) != nil {}
        guard cursor.takeName() != nil else { return false }
        _ = cursor.takeName()
        return cursor.isAt(":")
    }

    init(_ source: SourceText, _ tokens: ArraySlice<Token>) throws(DeclarationProblem) {
        var cursor = TokenCursor(source, tokens)
        let start = cursor.current?.range.lowerBound ?? 0
        var attributes: [Attribute] = []
        while let attribute = Attribute(&cursor, takesDistantParentheses: false) {
            attributes.append(attribute)
        }
        guard let label = cursor.takeName() else { throw .incomplete(expected: "a parameter's name", at: start) }
        let name = cursor.takeName() ?? label
        guard cursor.take(":") != nil else { throw .incomplete(expected: "a parameter's type", at: cursor.position) }
        cursor = TokenCursor(source, cursor.rest.splittingEquals(source))
        guard let type = TypeSyntax(source, cursor.take(upTo: ["="])) else {
            throw .incomplete(expected: "a parameter's type", at: cursor.position)
        }
        if let next = type.nameBeforeColon { throw .incomplete(expected: "','", at: next) }
        if type.isOpen { throw .incomplete(expected: "'>'", at: type.range.upperBound) }
        self.label = Name(source, label)
        self.name = Name(source, name)
        self.attributes = attributes
        self.type = type
        self.defaultValue = cursor.take("=") == nil ? nil : cursor.rest.sourceRange
        self.range = start..<(tokens.sourceRange?.upperBound ?? start)
    }
}

extension ArraySlice<Token> {
    /// The tokens with the first `>=`, `!=` or `?=` split in two: after a type, its last character begins the default
    /// value.
    fileprivate func splittingEquals(_ source: SourceText) -> ArraySlice<Token> {
        let mark = firstIndex { token in
            guard token.kind == .operator, source.bytes[token.range.upperBound - 1] == UInt8(ascii: "=") else {
                return false
            }
            return source.bytes[token.range].dropLast().allSatisfy { ">!?".utf8.contains($0) }
        }
        guard let mark, self[mark].range.count > 1 else { return self }
        let (token, middle) = (self[mark], self[mark].range.upperBound - 1)
        let halves = [token.range.lowerBound..<middle, middle..<token.range.upperBound]
        return (self[..<mark] + halves.map { Token(kind: .operator, range: $0) } + self[(mark + 1)...])[...]
    }
}
