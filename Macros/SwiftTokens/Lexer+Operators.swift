extension Lexer {
    /// A name, an operator or a mark that does not begin with ASCII.
    mutating func scanUnicode() -> Token.Kind {
        guard let (scalar, length) = scalar(at: position) else {
            position += 1
            return .unknown
        }
        if scalar.isOperatorHead { return scanOperator() }
        position += length
        if scalar.isSpace { return .whitespace }
        skipName()
        return .identifier
    }

    /// A name or a keyword that begins with ASCII.
    mutating func scanName() -> Token.Kind {
        skipName()
        return .identifier
    }

    private mutating func skipName() {
        while let next = byte() {
            if next < 0x80 {
                guard next.isWord else { return }
                position += 1
            } else {
                guard let (scalar, length) = scalar(at: position), !scalar.isOperatorHead, !scalar.isSpace else {
                    return
                }
                position += length
            }
        }
    }

    /// An operator, or the regular expression that its first slash begins.
    mutating func scanOperator() -> Token.Kind {
        if let regex = pendingRegex, regex.lowerBound == position {
            pendingRegex = nil
            position = regex.upperBound
            return .regexLiteral
        }
        let start = position
        let isLeftBound = isLeftBound(start)
        // `a?` and `a!` are one character each, so that `a?.b` and `a!=b` are split as the compiler splits them.
        if isLeftBound, bytes[start] == UInt8(ascii: "?") || bytes[start] == UInt8(ascii: "!"), !isComparison(start) {
            position += 1
            return .operator
        }
        let end = operatorEnd(from: start)
        guard let regex = regex(inOperator: start..<end, isLeftBound: isLeftBound) else {
            position = end
            return .operator
        }
        if regex.lowerBound > start {
            pendingRegex = regex
            position = regex.lowerBound
            return .operator
        }
        position = regex.upperBound
        return .regexLiteral
    }

    /// `a!=b`: the only case in which a left-bound mark belongs to a longer operator.
    private func isComparison(_ start: Int) -> Bool {
        bytes[start] == UInt8(ascii: "!") && start + 1 < bytes.count && bytes[start + 1] == UInt8(ascii: "=")
    }

    private func operatorEnd(from start: Int) -> Int {
        var end = start
        let mayHoldPeriods = bytes[start] == .period
        while end < bytes.count {
            let byte = bytes[end]
            if byte == .slash, end > start, startsComment(at: end) { break }
            if byte.isOperator || (mayHoldPeriods && byte == .period) {
                end += 1
            } else if byte >= 0x80, let (scalar, length) = scalar(at: end), scalar.isOperatorContinuation {
                end += length
            } else {
                break
            }
        }
        // A single byte that is no operator head cannot occur here: the caller saw an operator's first character.
        return max(end, start + 1)
    }

    func startsComment(at index: Int) -> Bool {
        guard index + 1 < bytes.count, bytes[index] == .slash else { return false }
        return bytes[index + 1] == .slash || bytes[index + 1] == .star
    }

    /// Whether a token directly precedes, so that an operator here is not a prefix operator.
    func isLeftBound(_ index: Int) -> Bool {
        guard index > 0 else { return false }
        switch bytes[index - 1] {
        case let byte where byte.isBlank || byte.isNewline: return false
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ";"), .colon:
            return false
        case .slash: return !(index > 1 && bytes[index - 2] == .star)
        case 0xA0: return !(index > 1 && bytes[index - 2] == 0xC2)
        default: return true
        }
    }

    /// Whether a token directly follows, so that an operator that ends here is not a postfix operator.
    func isRightBound(_ index: Int, isLeftBound: Bool) -> Bool {
        guard index < bytes.count else { return false }
        switch bytes[index] {
        case let byte where byte.isBlank || byte.isNewline: return false
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ";"), .colon:
            return false
        case .period: return !isLeftBound
        case .slash: return !startsComment(at: index)
        case 0xC2: return !(index + 1 < bytes.count && bytes[index + 1] == 0xA0)
        default: return true
        }
    }

    /// Decodes the character at an offset.
    func scalar(at index: Int) -> (Unicode.Scalar, length: Int)? {
        var decoder = Unicode.UTF8()
        var iterator = bytes[index...].prefix(4).makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }
}
