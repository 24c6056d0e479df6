/// A string literal's value, and the source range of each byte of it.
package struct StringLiteral: Sendable {
    /// Why a literal's value cannot be known here.
    package enum Problem: Error, Equatable {
        /// It contains an expression, at this range.
        case interpolation(Range<Int>)
        /// It is not closed, or contains an invalid escape.
        case malformed(Range<Int>)
    }

    /// The value.
    package let value: String
    private let origins: [Range<Int>]
    private let end: Int

    /// Evaluates a literal of any form: with escapes, raw, over several lines.
    ///
    /// - Parameters:
    ///   - source: The text.
    ///   - token: A token of kind `.stringLiteral`.
    /// - Throws: Why it has no known value.
    package init(_ source: SourceText, _ token: Token) throws(Problem) {
        var evaluation = try StringEvaluation(source, token.range)
        try evaluation.run()
        self.value = String(decoding: evaluation.value, as: UTF8.self)
        self.origins = evaluation.origins
        self.end = evaluation.contentEnd
    }

    /// Finds the source of a part of the value.
    ///
    /// - Parameter range: Offsets in the value's UTF-8 bytes, within its length.
    /// - Returns: The range of the characters that produce this part, escapes in full; for an empty part, the position
    ///   before it.
    package func sourceRange(of range: Range<Int>) -> Range<Int> {
        let start = range.lowerBound < origins.count ? origins[range.lowerBound].lowerBound : end
        guard !range.isEmpty, range.upperBound <= origins.count else { return start..<start }
        return start..<origins[range.upperBound - 1].upperBound
    }
}

/// Reads a literal's text from its opening quotes to its closing ones.
private struct StringEvaluation {
    private let source: SourceText
    private let token: Range<Int>
    private let pounds: Int
    private let isMultiline: Bool
    private var indentation: ArraySlice<UInt8> = []
    private var position: Int
    let contentEnd: Int
    private(set) var value: [UInt8] = []
    private(set) var origins: [Range<Int>] = []

    init(_ source: SourceText, _ token: Range<Int>) throws(StringLiteral.Problem) {
        let bytes = source.bytes[token]
        let pounds = bytes.prefix { $0 == .pound }.count
        let quotes = bytes.dropFirst(pounds).prefix { $0 == .quote }.count
        // `#"""#` is one quote in a single-line literal: only a line end after three quotes makes several lines.
        let isMultiline = quotes >= 3 && bytes.dropFirst(pounds + 3).first?.isNewline == true
        let delimiter = (isMultiline ? 3 : 1) + pounds
        let closing = [UInt8](repeating: .quote, count: isMultiline ? 3 : 1) + [UInt8](repeating: .pound, count: pounds)
        guard bytes.count >= 2 * delimiter, bytes.suffix(delimiter).elementsEqual(closing) else {
            throw .malformed(token)
        }
        self.source = source
        self.token = token
        self.pounds = pounds
        self.isMultiline = isMultiline
        self.position = token.lowerBound + delimiter
        let textEnd = token.upperBound - delimiter
        self.contentEnd = isMultiline ? Self.lastLineEnd(source, position, textEnd) : textEnd
        if isMultiline { startLines(textEnd) }
    }

    /// The start of the line end before the closing quotes, which is not part of the value.
    private static func lastLineEnd(_ source: SourceText, _ start: Int, _ end: Int) -> Int {
        guard let newline = source.bytes[start..<end].lastIndex(where: \.isNewline) else { return end }
        let isFeed = newline > start && source.bytes[newline] == .lineFeed
        return isFeed && source.bytes[newline - 1] == .carriageReturn ? newline - 1 : newline
    }

    /// Steps over the line end after the opening quotes, and finds the indentation of the lines.
    private mutating func startLines(_ textEnd: Int) {
        let lastLine = source.bytes[position..<textEnd].lastIndex(where: \.isNewline) ?? position
        indentation = source.bytes[(lastLine + 1)..<textEnd]
        position = min(afterNewline(position), contentEnd)
        skipIndentation()
    }

    private func afterNewline(_ index: Int) -> Int {
        let isPair =
            source.bytes[index] == .carriageReturn && index + 1 < token.upperBound
            && source.bytes[index + 1] == .lineFeed
        return index + (isPair ? 2 : 1)
    }

    private mutating func skipIndentation() {
        let line = source.bytes[position..<contentEnd]
        if line.starts(with: indentation) { position += indentation.count }
    }

    mutating func run() throws(StringLiteral.Problem) {
        while position < contentEnd {
            if startsEscape {
                try takeEscape()
            } else if source.bytes[position].isNewline {
                let next = min(afterNewline(position), contentEnd)
                append([.lineFeed], from: position..<next)
                skipIndentation()
            } else {
                append([source.bytes[position]], from: position..<(position + 1))
            }
        }
    }

    private mutating func append(_ bytes: [UInt8], from origin: Range<Int>) {
        value += bytes
        origins += repeatElement(origin, count: bytes.count)
        position = origin.upperBound
    }

    private var startsEscape: Bool {
        source.bytes[position] == .backslash
            && source.bytes[(position + 1)..<contentEnd].starts(with: repeatElement(.pound, count: pounds))
    }

    private mutating func takeEscape() throws(StringLiteral.Problem) {
        let start = position
        let code = position + 1 + pounds
        guard code < contentEnd else { throw .malformed(start..<contentEnd) }
        switch source.bytes[code] {
        case UInt8(ascii: "("): throw .interpolation(start..<(code + 1))
        case UInt8(ascii: "u"): try takeUnicode(start, code + 1)
        case let byte where isMultiline && (byte.isBlank || byte.isNewline): try takeContinuation(start, code)
        case let byte:
            guard let character = Self.escapes[byte] else { throw .malformed(start..<(code + 1)) }
            append([character], from: start..<(code + 1))
        }
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): .lineFeed, UInt8(ascii: "r"): .carriageReturn, UInt8(ascii: "t"): .tab,
        UInt8(ascii: "0"): 0, UInt8(ascii: "\\"): .backslash, .quote: .quote, UInt8(ascii: "'"): UInt8(ascii: "'"),
    ]

    /// `\u{…}` with one to eight hexadecimal digits.
    private mutating func takeUnicode(_ start: Int, _ brace: Int) throws(StringLiteral.Problem) {
        let text = source.bytes[brace..<contentEnd]
        guard text.first == UInt8(ascii: "{"), let close = text.prefix(10).firstIndex(of: UInt8(ascii: "}")),
            let code = UInt32(source.text((brace + 1)..<close), radix: 16), let scalar = Unicode.Scalar(code)
        else { throw .malformed(start..<min(brace + 1, contentEnd)) }
        append([UInt8](String(Character(scalar)).utf8), from: start..<(close + 1))
    }

    /// A backslash at the end of a line, which joins it with the next one.
    private mutating func takeContinuation(_ start: Int, _ code: Int) throws(StringLiteral.Problem) {
        guard let newline = source.bytes[code..<contentEnd].firstIndex(where: { !$0.isBlank }),
            source.bytes[newline].isNewline
        else { throw .malformed(start..<(code + 1)) }
        position = min(afterNewline(newline), contentEnd)
        skipIndentation()
    }
}
