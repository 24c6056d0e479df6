import Platform

/// Names for tasks: UUIDs that sort by the moment at which they were made (version 7 of RFC 9562), and their text.
package enum TaskIdentifier {
    /// Makes a new one, which sorts after all that this process has made before, unless the clock was set back.
    package static func make() -> NewTask.Identifier {
        NewTask.newIdentifier(at: .now())
    }

    /// The usual text: lower case, in five groups.
    package static func text(of identifier: NewTask.Identifier) -> String {
        let digits = identifier.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        var text = ""
        for (index, pair) in digits.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += pair
        }
        return text
    }

    /// Reads the usual text, in upper or lower case.
    ///
    /// - Parameter text: What ``text(of:)`` gave; nil is returned for anything else.
    package static func read(_ text: String) -> NewTask.Identifier? {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        let digits = groups.joined().utf8.map(value(ofDigit:))
        guard digits.count == 32, !digits.contains(nil) else { return nil }
        let values = digits.compactMap(\.self)
        return stride(from: 0, to: 32, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    private static func value(ofDigit byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
