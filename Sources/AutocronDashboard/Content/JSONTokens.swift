/// The tokens of a valid JSON text, without changing a byte; an invalid one ends early, and traps nowhere.
struct JSONTokens {
    enum Kind: Hashable {
        case open, close, comma, colon, space
        /// A string before a colon.
        case key
        /// Any other string, a number, or a word.
        case scalar
    }

    struct Token {
        var kind: Kind
        var bytes: ArraySlice<UInt8>
    }

    private let json: [UInt8]
    private var position = 0

    init(_ json: [UInt8]) {
        self.json = json
    }

    mutating func next() -> Token? {
        guard position < json.count else { return nil }
        let start = position
        let kind: Kind
        switch json[position] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): kind = one(.open)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): kind = one(.close)
        case UInt8(ascii: ","): kind = one(.comma)
        case UInt8(ascii: ":"): kind = one(.colon)
        case let byte where Self.isSpace(byte):
            while position < json.count, Self.isSpace(json[position]) { position += 1 }
            kind = .space
        case UInt8(ascii: "\""):
            skipString()
            kind = isColonNext ? .key : .scalar
        default:
            while position < json.count, !Self.endsWord(json[position]) { position += 1 }
            kind = .scalar
        }
        return Token(kind: kind, bytes: json[start..<position])
    }

    /// Passes over the rest of a value.
    ///
    /// - Parameter first: Its first token.
    mutating func skipValue(beginningWith first: Token) {
        var depth = first.kind == .open ? 1 : 0
        while depth > 0, let token = next() {
            if token.kind == .open { depth += 1 }
            if token.kind == .close { depth -= 1 }
        }
    }

    private mutating func one(_ kind: Kind) -> Kind {
        position += 1
        return kind
    }

    private mutating func skipString() {
        position += 1
        while position < json.count {
            let byte = json[position]
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { break }
        }
        position = min(position, json.count)
    }

    private var isColonNext: Bool {
        json[position...].first { !Self.isSpace($0) } == UInt8(ascii: ":")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    /// What cannot be in a number or a word.
    private static func endsWord(_ byte: UInt8) -> Bool {
        isSpace(byte) || "{}[],:\"".utf8.contains(byte)
    }
}
