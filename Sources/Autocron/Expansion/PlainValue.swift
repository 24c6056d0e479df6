/// A type simple enough to be encoded and decoded without Foundation, which takes some microseconds a value.
///
/// The JSON is the same as Foundation's, so a parameter's type may change between plain and not.
protocol PlainValue: Codable {
    /// Appends the value's JSON.
    func write(to json: inout [UInt8])

    /// Decodes JSON of the usual form.
    ///
    /// - Parameter json: Any bytes.
    /// - Returns: nil if the JSON needs a full decoder, which then decides.
    static func read(_ json: ArraySlice<UInt8>) -> Self?
}

extension String: PlainValue {
    func write(to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): json += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: json += Self.escape(byte)
            default: json.append(byte)
            }
        }
        json.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        let digits = String(byte, radix: 16)
        return Array("\\u".utf8) + Array(String(repeating: "0", count: 4 - digits.count).utf8) + Array(digits.utf8)
    }

    static func read(_ json: ArraySlice<UInt8>) -> String? {
        guard json.count >= 2, json.first == UInt8(ascii: "\""), json.last == UInt8(ascii: "\"") else { return nil }
        let text = json.dropFirst().dropLast()
        let isPlain = text.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"") }
        return isPlain ? String(validating: text, as: UTF8.self) : nil
    }
}

extension Bool: PlainValue {
    func write(to json: inout [UInt8]) {
        json += Array((self ? "true" : "false").utf8)
    }

    static func read(_ json: ArraySlice<UInt8>) -> Bool? {
        if json.elementsEqual("true".utf8) { return true }
        return json.elementsEqual("false".utf8) ? false : nil
    }
}

extension PlainValue where Self: FixedWidthInteger {
    func write(to json: inout [UInt8]) {
        json += Array(String(self).utf8)
    }

    static func read(_ json: ArraySlice<UInt8>) -> Self? {
        let digits = json.first == UInt8(ascii: "-") ? json.dropFirst() : json
        // JSON has no leading zeros, and `Self.init` would accept a plus sign.
        guard digits.allSatisfy({ 0x30...0x39 ~= $0 }), digits.first != 0x30 || digits.count == 1 else { return nil }
        return Self(String(decoding: json, as: UTF8.self))
    }
}

extension Int: PlainValue {}
extension Int8: PlainValue {}
extension Int16: PlainValue {}
extension Int32: PlainValue {}
extension Int64: PlainValue {}
extension UInt: PlainValue {}
extension UInt8: PlainValue {}
extension UInt16: PlainValue {}
extension UInt32: PlainValue {}
extension UInt64: PlainValue {}

extension Double: PlainValue {
    func write(to json: inout [UInt8]) {
        // `description` is the shortest text that reads back as the same number; infinite and NaN values have texts of
        // their own.
        isFinite ? json += Array(description.utf8) : description.write(to: &json)
    }

    static func read(_ json: ArraySlice<UInt8>) -> Double? {
        let digits = json.first == UInt8(ascii: "-") ? json.dropFirst() : json
        guard digits.first.map({ 0x31...0x39 ~= $0 }) ?? false, json.allSatisfy(isNumeric) else { return nil }
        guard let value = Double(String(decoding: json, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
}

extension Optional: PlainValue where Wrapped: PlainValue {
    func write(to json: inout [UInt8]) {
        switch self {
        case nil: json += Array("null".utf8)
        case let wrapped?: wrapped.write(to: &json)
        }
    }

    static func read(_ json: ArraySlice<UInt8>) -> Wrapped?? {
        json.elementsEqual("null".utf8) ? .some(nil) : Wrapped.read(json).map { .some($0) }
    }
}
