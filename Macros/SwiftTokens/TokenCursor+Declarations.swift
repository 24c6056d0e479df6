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

    /// Steps over modifiers, up to a declaration's keyword.
    ///
    /// Every word counts as a modifier unless it introduces a declaration, so that a later Swift's modifiers are
    /// accepted.
    mutating func takeModifiers() -> [FunctionDeclaration.Modifier] {
        var modifiers: [FunctionDeclaration.Modifier] = []
        while !isAtDeclarationKeyword, let word = takeName() {
            if isAt("(") { takeBalanced() }
            let range = word.range.lowerBound..<previousEnd
            modifiers.append(.init(name: source.text(word.range), range: range))
        }
        return modifiers
    }

    private static let declarationKeywords: Set<String> = [
        "actor", "associatedtype", "case", "deinit", "enum", "extension", "get", "import", "init", "let", "macro",
        "operator", "precedencegroup", "protocol", "set", "struct", "subscript", "typealias", "var", "_read",
        "_modify", "didSet", "willSet", "read", "modify", "unsafeAddress", "unsafeMutableAddress", "func",
    ]

    /// The words that may follow `class` where it is a modifier.
    private static let memberWords: Set<String> = [
        "func", "var", "let", "subscript", "override", "final", "public", "private", "internal", "fileprivate", "open",
        "package", "nonisolated", "dynamic",
    ]

    /// Whether a declaration's keyword comes next; `class` is one only if no member follows.
    var isAtDeclarationKeyword: Bool {
        if isAt("class") {
            guard let following, Self.memberWords.contains(source.text(following.range)) else { return true }
            // `class open {}`: a class may have the name of a modifier.
            var ahead = self
            ahead.advance()
            ahead.advance()
            return ahead.current == nil || ahead.isAtAny(of: ["{", ":", "where"]) || ahead.isAtAngle
        }
        return isAtAny(of: Self.declarationKeywords)
    }
}
