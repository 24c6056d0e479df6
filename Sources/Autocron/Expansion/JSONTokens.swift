import TaskModel

/// The parts of JSON that are neither strings nor brackets: numbers, and the three words.
///
/// Foundation writes strings and brackets correctly. But it writes a `Decimal` that is not a number as `NaN`, which no
/// JSON parser accepts.
enum JSONTokens {
    /// Finds a token that is not JSON.
    ///
    /// - Parameter json: An encoder's output.
    /// - Returns: The first invalid number or word; nil if all are valid.
    static func firstInvalid(in json: [UInt8]) -> String? {
        var position = 0
        while position < json.count {
            switch json[position] {
            case UInt8(ascii: "\""): position = JSONString.end(ofStringAt: position, in: json) ?? json.count
            case _ where isSeparator(json[position]): position += 1
            default:
                let token = json[position...].prefix { !isSeparator($0) && $0 != UInt8(ascii: "\"") }
                guard isWord(token) || isNumber(token) else { return String(decoding: token.prefix(40), as: UTF8.self) }
                position += token.count
            }
        }
        return nil
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"): true
        case UInt8(ascii: ","), UInt8(ascii: ":"): true
        default: JSONValue.isSpace(byte)
        }
    }

    private static func isWord(_ token: ArraySlice<UInt8>) -> Bool {
        token.elementsEqual("null".utf8) || token.elementsEqual("true".utf8) || token.elementsEqual("false".utf8)
    }

    /// `-12.5e+3`: no leading zeros, and digits on both sides of a point.
    private static func isNumber(_ token: ArraySlice<UInt8>) -> Bool {
        var rest = token
        func takeDigits() -> Int {
            let digits = rest.prefix { 0x30...0x39 ~= $0 }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == 0x30
        let whole = takeDigits()
        guard whole == 1 || whole > 1 && !startsWithZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard takeDigits() > 0 else { return false }
        }
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
