/// A string literal that has been opened and not yet closed.
struct OpenLiteral {
    /// The number of pounds before its quotes.
    let pounds: Int
    let isMultiline: Bool
    /// The number of open parentheses in an interpolation, its own included; nil in the text.
    var parentheses: Int?
}

extension Lexer {
    /// Scans a string literal with everything nested in it, or nothing if none begins here.
    ///
    /// Interpolations contain expressions, and expressions contain literals. The lexer keeps a stack of its own, so
    /// that deep nesting cannot overflow the process's stack.
    mutating func scanLiteral() -> Token.Kind? {
        guard let literal = takeOpening() else { return nil }
        openLiterals.append(literal)
        while let literal = openLiterals.last, position < bytes.count {
            if let parentheses = literal.parentheses {
                scanInterpolation(literal, parentheses)
            } else {
                scanText(literal)
            }
        }
        openLiterals.removeAll()
        context = .operand
        return .stringLiteral
    }

    /// Steps over a literal's opening pounds and quotes.
    private mutating func takeOpening() -> OpenLiteral? {
        let first = bytes[position]
        guard first == .quote || first == .pound else { return nil }
        let quote = bytes[position...].firstIndex { $0 != .pound } ?? bytes.count
        guard quote < bytes.count, bytes[quote] == .quote else { return nil }
        let pounds = quote - position
        position = quote
        let isMultiline = isTripleQuote(quote) && !closesOnItsLine(quote, pounds: pounds)
        position += isMultiline ? 3 : 1
        return OpenLiteral(pounds: pounds, isMultiline: isMultiline)
    }

    private func isTripleQuote(_ index: Int) -> Bool {
        index + 2 < bytes.count && bytes[index + 1] == .quote && bytes[index + 2] == .quote
    }

    /// Whether `#"""` opens a single-line literal that begins with quotes, such as `#"""#`.
    private mutating func closesOnItsLine(_ quote: Int, pounds: Int) -> Bool {
        guard pounds > 0 else { return false }
        if quote < singleLineFree.until, pounds >= singleLineFree.pounds { return false }
        var index = quote + 1
        while index < bytes.count, !bytes[index].isNewline {
            if bytes[index] == .quote, closes(index, quotes: 1, pounds: pounds) { return true }
            index += 1
        }
        singleLineFree = (index, pounds)
        return false
    }

    /// Whether this many quotes, and then this many pounds, are at an offset.
    private func closes(_ index: Int, quotes: Int, pounds: Int) -> Bool {
        guard index + quotes + pounds <= bytes.count else { return false }
        for offset in 0..<(quotes + pounds) where bytes[index + offset] != (offset < quotes ? .quote : .pound) {
            return false
        }
        return true
    }

    /// Scans text up to the literal's end or the next interpolation.
    private mutating func scanText(_ literal: OpenLiteral) {
        let quotes = literal.isMultiline ? 3 : 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == .quote, closes(position, quotes: quotes, pounds: literal.pounds) {
                position += quotes + literal.pounds
                openLiterals.removeLast()
                return
            }
            if byte.isNewline, !literal.isMultiline {
                openLiterals.removeLast()
                return
            }
            position += 1
            if byte == .backslash, takePounds(literal.pounds), takeEscape() { return }
        }
    }

    /// Steps over an escape sequence.
    ///
    /// - Returns: Whether it opened an interpolation.
    private mutating func takeEscape() -> Bool {
        guard let escaped = byte(), !escaped.isNewline else { return false }
        position += 1
        guard escaped == .openParenthesis else { return false }
        openLiterals[openLiterals.count - 1].parentheses = 1
        context = .expression
        return true
    }

    /// Scans one token of an interpolation.
    private mutating func scanInterpolation(_ literal: OpenLiteral, _ parentheses: Int) {
        let top = openLiterals.count - 1
        switch bytes[position] {
        case let byte where byte.isNewline && !literal.isMultiline:
            // The compiler, too, ends an unterminated single-line literal at the end of its line.
            openLiterals.removeLast()
            return
        case .openParenthesis:
            openLiterals[top].parentheses = parentheses + 1
        case .closeParenthesis:
            openLiterals[top].parentheses = parentheses > 1 ? parentheses - 1 : nil
        default:
            if let inner = takeOpening() {
                openLiterals.append(inner)
                return
            }
        }
        _ = scanAtom()
    }
}
