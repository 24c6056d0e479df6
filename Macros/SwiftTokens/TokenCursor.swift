/// Walks over the tokens, spaces and comments left out.
package struct TokenCursor: Sendable {
    /// The text that contains the tokens.
    package let source: SourceText
    /// All tokens but spaces and comments.
    package let tokens: ArraySlice<Token>
    private var index: Int

    /// Starts before the first token of a text.
    ///
    /// - Parameter source: The text.
    package init(_ source: SourceText) {
        self.init(source, Lexer.tokens(of: source).filter { !$0.isTrivia }[...])
    }

    /// Starts before the first of some tokens.
    ///
    /// - Parameters:
    ///   - source: The text that contains them.
    ///   - tokens: The tokens.
    package init(_ source: SourceText, _ tokens: ArraySlice<Token>) {
        self.source = source
        self.tokens = tokens
        self.index = tokens.startIndex
    }

    /// The token that comes next, or nil after the last one.
    package var current: Token? {
        index < tokens.endIndex ? tokens[index] : nil
    }

    /// The start of the next token, or the end of the last one.
    var position: Int {
        current?.range.lowerBound ?? previousEnd
    }

    /// The tokens that are left.
    package var rest: ArraySlice<Token> {
        tokens[index...]
    }

    /// The token after the next.
    var following: Token? {
        index + 1 < tokens.endIndex ? tokens[index + 1] : nil
    }

    /// The end of the last token that was stepped over.
    package var previousEnd: Int {
        index > tokens.startIndex ? tokens[index - 1].range.upperBound : 0
    }

    /// Whether this text comes next.
    package func isAt(_ text: StaticString) -> Bool {
        current.map { source.isText($0.range, text) } ?? false
    }

    /// Whether one of these words or marks comes next.
    func isAtAny(of texts: Set<String>) -> Bool {
        current.map { texts.contains(source.text($0.range)) } ?? false
    }

    /// Steps over the next token.
    package mutating func advance() {
        if index < tokens.endIndex { index += 1 }
    }

    /// Steps over the next token if it is this text.
    package mutating func take(_ text: StaticString) -> Token? {
        guard isAt(text), let token = current else { return nil }
        index += 1
        return token
    }

    /// Steps over the next token if it is a name or a keyword.
    package mutating func takeName() -> Token? {
        guard let token = current, token.kind == .identifier || token.kind == .quotedIdentifier else { return nil }
        index += 1
        return token
    }

    /// Steps over a bracket and everything up to its partner; over one token if it is not an opening bracket.
    ///
    /// - Returns: The tokens between the brackets, or nil if the partner is missing.
    @discardableResult
    package mutating func takeBalanced() -> ArraySlice<Token>? {
        let start = index
        var depth = 0
        while let token = current {
            depth += bracketDepth(token)
            index += 1
            if depth <= 0 { return tokens[(start + 1)..<max(start + 1, index - 1)] }
        }
        return nil
    }

    /// Whether an angle bracket comes next, alone or as the beginning of an operator.
    var isAtAngle: Bool {
        current.map { source.bytes[$0.range.lowerBound] == UInt8(ascii: "<") } ?? false
    }

    /// Steps over `<…>`, whose brackets may be parts of longer operators.
    ///
    /// - Returns: false if no angle bracket comes next.
    mutating func takeAngles() -> Bool {
        guard isAtAngle else { return false }
        var depth = 0
        repeat {
            depth += current.map(source.angleDepth) ?? 0
            takeBalanced()
        } while depth > 0 && current != nil
        return true
    }

    /// Steps over tokens, up to the first of these that is outside all brackets.
    ///
    /// - Returns: The tokens before it, or all that were left.
    package mutating func take(upTo ends: Set<String>) -> ArraySlice<Token> {
        let start = index
        while current != nil, !isAtAny(of: ends) {
            takeBalanced()
        }
        return tokens[start..<index]
    }

    /// Steps over the rest of the next token's line.
    ///
    /// A `#if` condition may continue on further lines inside brackets; those are included.
    mutating func takeLine() {
        var end = current?.range.lowerBound ?? 0
        while let token = current, !source.bytes[end..<token.range.lowerBound].contains(where: \.isNewline) {
            takeBalanced()
            end = previousEnd
        }
    }

    private func bracketDepth(_ token: Token) -> Int {
        guard token.kind == .punctuation, token.range.count == 1 else { return 0 }
        switch source.bytes[token.range.lowerBound] {
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): return 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): return -1
        default: return 0
        }
    }
}

extension SourceText {
    /// By how much a token, which may be a longer operator, changes the depth of angle brackets; an arrow does not.
    func angleDepth(_ token: Token) -> Int {
        guard token.kind == .operator, !isText(token.range, "->") else { return 0 }
        return bytes[token.range].reduce(0) { $0 + $1.angleDepth }
    }
}

extension ArraySlice<Token> {
    /// From the first token's first byte to the last token's last, or nil without tokens.
    package var sourceRange: Range<Int>? {
        guard let first, let last else { return nil }
        return first.range.lowerBound..<last.range.upperBound
    }
}
