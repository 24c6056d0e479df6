public import Foundation

/// A task's permanent identifier: a UUID that sorts by the moment of the call (version 7 of RFC 9562).
///
/// A handle consists of it, and the command line and the log print it.
public struct TaskID: Hashable, Sendable {
    /// The first eight bytes of the UUID, the most significant first.
    package let high: UInt64
    /// The last eight bytes of the UUID.
    package let low: UInt64

    /// Makes an identifier from the two halves of its UUID, the most significant byte of each first.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes an identifier from a UUID that was stored elsewhere.
    ///
    /// - Parameter uuid: The ``uuid`` of an identifier.
    public init(_ uuid: UUID) {
        let u = uuid.uuid
        self.init(
            high: Self.word(u.0, u.1, u.2, u.3, u.4, u.5, u.6, u.7),
            low: Self.word(u.8, u.9, u.10, u.11, u.12, u.13, u.14, u.15))
    }

    /// The identifier's sixteen bytes.
    public var uuid: UUID {
        let (a, b) = (Self.bytes(of: high), Self.bytes(of: low))
        return UUID(
            uuid: (
                a(0), a(1), a(2), a(3), a(4), a(5), a(6), a(7), b(0), b(1), b(2), b(3), b(4), b(5), b(6), b(7)
            ))
    }

    private static func word(_ bytes: UInt8...) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The bytes of a word by their index, the most significant first.
    private static func bytes(of word: UInt64) -> (_ index: UInt64) -> UInt8 {
        { index in UInt8(truncatingIfNeeded: word >> (56 - 8 * index)) }
    }
}

extension TaskID {
    /// Makes an identifier from a UUID's bytes.
    ///
    /// - Parameter bytes: The bytes; the result is nil unless there are sixteen.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The sixteen bytes, as databases and files contain them.
    package var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        for index in 0..<8 {
            bytes[index] = UInt8(truncatingIfNeeded: high >> UInt64(56 - 8 * index))
            bytes[8 + index] = UInt8(truncatingIfNeeded: low >> UInt64(56 - 8 * index))
        }
        return bytes
    }
}

extension TaskID: LosslessStringConvertible {
    /// Makes an identifier from its text, as ``description`` and the command line print it.
    ///
    /// - Parameter description: A UUID in its usual form, in upper or lower case; nil is returned for anything else.
    public init?(_ description: String) {
        var words: [UInt64] = [0]
        var digits = 0
        for (index, character) in description.utf8.enumerated() {
            if Self.hyphens.contains(index) {
                guard character == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Self.value(ofDigit: character), digits < 32 else { return nil }
            if digits == 16 { words.append(0) }
            words[words.count - 1] = words[words.count - 1] << 4 | digit
            digits += 1
        }
        guard digits == 32 else { return nil }
        self.init(high: words[0], low: words[1])
    }

    /// The places of the hyphens in the text.
    private static let hyphens: Set<Int> = [8, 13, 18, 23]

    private static func value(ofDigit byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The UUID in lower case.
    public var description: String {
        let digits = Self.digits(of: high) + Self.digits(of: low)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for digit in digits {
            if Self.hyphens.contains(text.count) { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The sixteen hexadecimal digits of a word.
    private static func digits(of word: UInt64) -> [UInt8] {
        (0..<16).map { index in
            let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * index) & 0xF)
            return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
        }
    }
}

extension TaskID: Codable {
    /// Decodes an identifier from its text.
    ///
    /// - Parameter decoder: The decoder of a single string.
    /// - Throws: `DecodingError` if the string is not a UUID.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = TaskID(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "expected a task's identifier, a UUID such as 01932c07-…, found '\(text)'"
            )
        }
        self = id
    }

    /// Encodes the identifier as its text.
    ///
    /// - Parameter encoder: The encoder of a single string.
    /// - Throws: The encoder's error.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
