extension TokenCursor {
    /// Steps over attributes, and over lines such as `#if` between them.
    mutating func takeAttributes() throws(DeclarationProblem) -> [AttributeListElement] {
        var elements: [AttributeListElement] = []
        while let token = current {
            if token.kind == .directive {
                takeLine()
                elements.append(.directive(token.range.lowerBound..<previousEnd))
            } else if isAt("@") {
                guard let attribute = Attribute(&self, takesDistantParentheses: true) else {
                    throw .incomplete(expected: "an attribute", at: token.range.lowerBound)
                }
                elements.append(.attribute(attribute))
            } else {
                break
            }
        }
        return elements
    }

    /// Steps over modifiers, and over the keyword that must follow them.
    ///
    /// Any word counts as a modifier that introduces no declaration, so that a modifier of a later Swift does not
    /// get in the way.
    ///
    /// - Throws: `.other` at another declaration's keyword.
    mutating func takeModifiers(
        until keyword: StaticString
    ) throws(DeclarationProblem) -> ([FunctionDeclaration.Modifier], keyword: Token) {
        var modifiers: [FunctionDeclaration.Modifier] = []
        while let token = current {
            if let found = take(keyword) { return (modifiers, found) }
            if isAtDeclarationKeyword { throw .other(keyword: source.text(token.range), at: token.range) }
            guard takeName() != nil else { break }
            if isAt("(") { takeBalanced() }
            let range = token.range.lowerBound..<previousEnd
            modifiers.append(.init(name: source.text(token.range), range: range))
        }
        throw .incomplete(expected: "a declaration", at: position)
    }

    private static let declarationKeywords: Set<String> = [
        "actor", "associatedtype", "case", "deinit", "enum", "extension", "get", "import", "init", "let", "macro",
        "operator", "precedencegroup", "protocol", "set", "struct", "subscript", "typealias", "var", "_read",
        "_modify", "didSet", "willSet", "read", "modify", "unsafeAddress", "unsafeMutableAddress", "func",
    ]

    /// What may follow `class` where it is a modifier.
    private static let memberWords: Set<String> = [
        "func", "var", "let", "subscript", "override", "final", "public", "private", "internal", "fileprivate", "open",
        "package", "nonisolated", "dynamic",
    ]

    /// Whether a declaration's keyword comes next; `class` is one only where no member follows.
    private var isAtDeclarationKeyword: Bool {
        if isAt("class") {
            return following.map { !Self.memberWords.contains(source.text($0.range)) } ?? true
        }
        return isAtAny(of: Self.declarationKeywords)
    }
}
