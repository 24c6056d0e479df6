/// Splits Swift source into tokens.
///
/// Three properties hold for every sequence of bytes. *Lossless*: the tokens' ranges follow each other without a gap.
/// *Total*: it fails on no input; bytes that are not Swift become `.unknown`, and an unterminated literal ends where
/// the compiler would end it. *Linear*: no byte is examined more than a few times, and nesting costs memory, not stack.
///
/// Two decisions depend on earlier tokens: whether a slash begins a regular expression (`Lexer+Regex.swift`), and where
/// a string literal ends (`Lexer+Strings.swift`).
package struct Lexer {
    let bytes: [UInt8]
    var position = 0
    /// What the last token means for a slash that follows.
    var context = SlashContext.expression
    /// The literals that are open at ``position``, the innermost last; empty between tokens.
    var openLiterals: [OpenLiteral] = []
    /// The range of a regular expression that was found while its operator was scanned, such as the one in `!/x/`.
    var pendingRegex: Range<Int>?
    /// Before this offset no slash begins a regular expression: an earlier search found none on the same line.
    var regexFreeUntil = 0
    /// Before this offset no quote is followed by this many pounds: an earlier search reached the end of the line.
    var singleLineFree = (until: 0, pounds: 0)

    /// Prepares to read a text.
    ///
    /// - Parameter source: The text.
    package init(_ source: SourceText) {
        self.bytes = source.bytes
    }

    /// Splits a whole text.
    ///
    /// - Parameter source: The text.
    /// - Returns: All its tokens, in order.
    package static func tokens(of source: SourceText) -> [Token] {
        var lexer = Lexer(source)
        var tokens: [Token] = []
        while let token = lexer.next() {
            tokens.append(token)
        }
        return tokens
    }

    /// Scans the next token.
    ///
    /// - Returns: The token, or nil at the end of the text.
    package mutating func next() -> Token? {
        guard position < bytes.count else { return nil }
        let start = position
        let kind = scanLiteral() ?? scanAtom()
        return Token(kind: kind, range: start..<position)
    }

    /// The byte at this distance, or nil beyond the end.
    func byte(ahead distance: Int = 0) -> UInt8? {
        let index = position + distance
        return index < bytes.count ? bytes[index] : nil
    }

    mutating func skip(while condition: (UInt8) -> Bool) {
        while position < bytes.count, condition(bytes[position]) {
            position += 1
        }
    }

    /// Scans anything but a string literal, and records what it means for a slash that follows.
    mutating func scanAtom() -> Token.Kind {
        let start = position
        let kind = scanUnnoted()
        switch kind {
        case .whitespace, .comment: break
        default: context = slashContext(after: kind, start..<position)
        }
        return kind
    }

    private mutating func scanUnnoted() -> Token.Kind {
        let first = bytes[position]
        if first.isBlank { return scanRun(.whitespace) { $0.isBlank } }
        if first.isNewline { return scanRun(.whitespace) { $0.isNewline } }
        if first.isDigit { return scanNumber() }
        if first.isWord { return scanName() }
        if first >= 0x80 { return scanUnicode() }
        if first.isPunctuation { return scanPunctuation() }
        switch first {
        case .slash where byte(ahead: 1) == .slash: return scanLineComment()
        case .slash where byte(ahead: 1) == .star: return scanBlockComment()
        case .period, .colon: return scanPeriodOrColon(first)
        case .pound: return scanPound()
        case .backtick: return scanQuotedIdentifier()
        default: break
        }
        if first.isOperator { return scanOperator() }
        position += 1
        return .unknown
    }

    private mutating func scanRun(_ kind: Token.Kind, _ condition: (UInt8) -> Bool) -> Token.Kind {
        skip(while: condition)
        return kind
    }

    private mutating func scanPunctuation() -> Token.Kind {
        position += 1
        return .punctuation
    }

    private mutating func scanPeriodOrColon(_ first: UInt8) -> Token.Kind {
        if byte(ahead: 1) == first {
            if first == .period { return scanOperator() }
            position += 2
            return .punctuation
        }
        return scanPunctuation()
    }

    private mutating func scanLineComment() -> Token.Kind {
        skip { !$0.isNewline }
        return .comment
    }

    private mutating func scanBlockComment() -> Token.Kind {
        var depth = 0
        while position < bytes.count {
            switch (bytes[position], byte(ahead: 1)) {
            case (.slash, .star):
                depth += 1
                position += 2
            case (.star, .slash):
                depth -= 1
                position += 2
                if depth == 0 { return .comment }
            default:
                position += 1
            }
        }
        return .comment
    }

    /// A name in backticks, which ends at the end of the line at the latest.
    private mutating func scanQuotedIdentifier() -> Token.Kind {
        position += 1
        skip { $0 != .backtick && !$0.isNewline }
        guard byte() == .backtick else { return .unknown }
        position += 1
        return .quotedIdentifier
    }

    private mutating func scanNumber() -> Token.Kind {
        let isHexadecimal = byte() == UInt8(ascii: "0") && byte(ahead: 1).map { $0 | 0x20 } == UInt8(ascii: "x")
        skip { $0.isWord }
        if byte() == .period, let next = byte(ahead: 1), next.isDigit {
            position += 1
            skip { $0.isWord }
        }
        let exponent = UInt8(ascii: isHexadecimal ? "p" : "e")
        if bytes[position - 1] | 0x20 == exponent, byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") {
            position += 1
            skip { $0.isWord }
        }
        return .numberLiteral
    }

    /// A pound that begins neither a string nor (checked here) a regular expression.
    private mutating func scanPound() -> Token.Kind {
        if position == 0, byte(ahead: 1) == UInt8(ascii: "!") { return scanLineComment() }
        let start = position
        skip { $0 == .pound }
        if byte() == .slash { return scanExtendedRegex(pounds: position - start) }
        skip { $0.isWord || $0 >= 0x80 }
        return .directive
    }
}
