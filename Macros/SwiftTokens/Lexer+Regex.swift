// The rules by which the compiler (`RegexLiteralLexer.swift` in swift-syntax) lets a slash begin a regular expression:
// not directly after a token, not where a binary operator must be, and only if the same line closes it.

/// What the last token means for a slash that follows.
enum SlashContext {
    /// An operand may follow, and so a regular expression.
    case expression
    /// An operand has ended: a slash between two spaces divides.
    case operand
    /// The name of an operator follows, after `func` or `operator`.
    case operatorName
    /// After `try`, whose `?` or `!` does not end an operand.
    case tryKeyword
}

extension Lexer {
    func slashContext(after kind: Token.Kind, _ range: Range<Int>) -> SlashContext {
        switch kind {
        case .identifier: Self.slashContexts[String(decoding: bytes[range], as: UTF8.self)] ?? .operand
        case .punctuation: punctuationContext(bytes[range.lowerBound])
        case .operator: operatorContext(range)
        case .directive, .unknown: .expression
        case .whitespace, .comment, .quotedIdentifier, .numberLiteral, .stringLiteral, .regexLiteral: .operand
        }
    }

    private func punctuationContext(_ byte: UInt8) -> SlashContext {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ";"), .colon:
            .expression
        default: .operand
        }
    }

    private func operatorContext(_ range: Range<Int>) -> SlashContext {
        if context == .tryKeyword { return .expression }
        let isLeftBound = isLeftBound(range.lowerBound)
        return isLeftBound && !isRightBound(range.upperBound, isLeftBound: isLeftBound) ? .operand : .expression
    }

    /// Keywords that an expression may follow; every other word ends an operand.
    private static let slashContexts: [String: SlashContext] = {
        let expression = """
            as break case catch class continue default defer do else enum extension fallthrough for guard if import in \
            init inout internal is let operator private public repeat return static struct switch throw throws var \
            where while
            """
        var contexts = Dictionary(
            uniqueKeysWithValues: expression.split(separator: " ").map { (String($0), SlashContext.expression) }
        )
        contexts["try"] = .tryKeyword
        contexts["func"] = .operatorName
        contexts["operator"] = .operatorName
        return contexts
    }()

    /// The regular expression that an operator's first slash begins, if it begins one.
    mutating func regex(inOperator range: Range<Int>, isLeftBound: Bool) -> Range<Int>? {
        guard !isLeftBound, context != .operatorName, let slash = bytes[range].firstIndex(of: .slash),
            slash >= regexFreeUntil
        else { return nil }
        if !isRightBound(range.upperBound, isLeftBound: isLeftBound), context == .operand { return nil }
        guard let end = regexEnd(from: slash) else { return nil }
        return slash..<end
    }

    private mutating func regexEnd(from slash: Int) -> Int? {
        guard slash + 1 < bytes.count else { return nil }
        let first = bytes[slash + 1]
        if first == .space || first == .tab || first == .slash || first == .star { return nil }
        var scan = RegexScan()
        var index = slash + 1
        while index < bytes.count, case .open = scan.take(bytes[index]) {
            index += 1
        }
        if scan.isClosed, !scan.endsInSpace, !isCommentMark(index + 1) { return index + 1 }
        // Any slash up to here was escaped, and a search that starts at one would also end here.
        regexFreeUntil = index
        return nil
    }

    private func isCommentMark(_ index: Int) -> Bool {
        index < bytes.count && (bytes[index] == .slash || bytes[index] == .star)
    }

    /// `#/…/#`, over several lines if nothing follows the opening on its line.
    mutating func scanExtendedRegex(pounds: Int) -> Token.Kind {
        position += 1
        let isMultiline = bytes[position...].first { !$0.isBlank }?.isNewline ?? false
        while position < bytes.count {
            let byte = bytes[position]
            if byte.isNewline, !isMultiline { return .regexLiteral }
            position += 1
            if byte == .backslash, let next = self.byte(), !next.isNewline {
                position += 1
            } else if byte == .slash, takePounds(pounds) {
                return .regexLiteral
            }
        }
        return .regexLiteral
    }

    /// Steps over exactly this many pounds, or over none.
    mutating func takePounds(_ count: Int) -> Bool {
        var found = 0
        while found < count, byte(ahead: found) == .pound {
            found += 1
        }
        if found == count { position += count }
        return found == count
    }
}

/// Scans a `/…/` literal byte by byte.
private struct RegexScan {
    enum AttemptOutcome {
        case open, ended
    }

    private var groups = 0
    private var classes = 0
    private var isEscaped = false
    private(set) var endsInSpace = false
    private(set) var isClosed = false

    mutating func take(_ byte: UInt8) -> AttemptOutcome {
        if byte.isNewline { return .ended }
        if isEscaped {
            isEscaped = false
            endsInSpace = false
            return .open
        }
        if byte == .slash {
            isClosed = true
            return .ended
        }
        endsInSpace = byte == .space || byte == .tab
        return takeStructure(byte)
    }

    /// More groups were closed than opened: the slash was an operator in parentheses, as in `reduce(1, /)`.
    private mutating func takeStructure(_ byte: UInt8) -> AttemptOutcome {
        switch byte {
        case .backslash: isEscaped = true
        case .openBracket: classes += 1
        case .closeBracket: classes = max(0, classes - 1)
        case .openParenthesis where classes == 0: groups += 1
        case .closeParenthesis where classes == 0:
            if groups == 0 { return .ended }
            groups -= 1
        default: break
        }
        return .open
    }
}
