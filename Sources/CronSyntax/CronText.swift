/// The bytes of an expression, and how parts of it are shown in messages.
struct CronText {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    subscript(position: Int) -> UInt8 { bytes[position] }

    /// The text at a range.
    func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The text at a range, in quotes, with invisible characters spelled out and long text cut off.
    func quoted(_ range: Range<Int>) -> String {
        let scalars = string(range).unicodeScalars
        let shown = scalars.prefix(40).reduce(into: "") { text, scalar in
            text += scalar.isVisible ? String(scalar) : scalar.codePoint
        }
        return "'\(shown)\(scalars.dropFirst(40).isEmpty ? "" : "…")'"
    }

    /// The range of the character that begins at a position.
    ///
    /// It is a single Unicode scalar, so that a message's range never splits one.
    func scalar(at position: Int) -> Range<Int> {
        var end = position + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return position..<end
    }

    /// Splits the text at spaces and tabs, the only separators.
    func words() -> [Range<Int>] {
        bytes.indices.split(omittingEmptySubsequences: true) { bytes[$0].isBlank }
            .map { $0.startIndex..<$0.endIndex }
    }
}

extension UInt8 {
    var isBlank: Bool { self == Ascii.space || self == Ascii.tab }
    var isDigit: Bool { (Ascii.zero...Ascii.nine).contains(self) }

    /// Whether the byte may belong to a number, to a name, or to a failed attempt at one.
    var isWordPart: Bool {
        isDigit || (Ascii.a...Ascii.z).contains(self | 0x20) || self == Ascii.underscore
    }
}

extension Unicode.Scalar {
    fileprivate var isVisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        case .spaceSeparator: self == " "
        default: true
        }
    }

    fileprivate var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits
    }
}

/// The bytes that have a meaning in expressions.
enum Ascii {
    static let tab = UInt8(ascii: "\t")
    static let space = UInt8(ascii: " ")
    static let hash = UInt8(ascii: "#")
    static let star = UInt8(ascii: "*")
    static let comma = UInt8(ascii: ",")
    static let hyphen = UInt8(ascii: "-")
    static let slash = UInt8(ascii: "/")
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")
    static let at = UInt8(ascii: "@")
    static let questionMark = UInt8(ascii: "?")
    static let underscore = UInt8(ascii: "_")
    static let a = UInt8(ascii: "a")
    static let z = UInt8(ascii: "z")
    static let l = UInt8(ascii: "l")
    static let w = UInt8(ascii: "w")
}
