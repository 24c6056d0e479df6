private import Foundation

/// One value as JSON: simple types are encoded here, all others by Foundation.
///
/// This is the one place that handles values that Foundation would refuse or round: numbers that are not finite are
/// strings, dates are the seconds that `Date` holds, to the last bit, and data is base 64.
enum JSONValue {
    private static let infinity = "inf"
    private static let negativeInfinity = "-inf"
    private static let notANumber = "nan"

    /// Appends a value's JSON.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - json: The bytes that its JSON is appended to.
    /// - Throws: The error of the value's `encode(to:)`; `EncodingError` for values that Foundation encodes but cannot
    ///   decode, such as a `Decimal` that is not a number.
    static func write<T: Encodable>(_ value: T, to json: inout [UInt8]) throws {
        if let plain = T.self as? any PlainValue.Type {
            write(value, as: plain, to: &json)
        } else {
            let encoder = JSONEncoder()
            // Equal arguments are recognized by their bytes, and without this Foundation writes keys in any order.
            encoder.outputFormatting = .sortedKeys
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: infinity, negativeInfinity: negativeInfinity, nan: notANumber
            )
            let encoded = [UInt8](try encoder.encode(value))
            if let found = JSONTokens.firstInvalid(in: encoded) {
                throw EncodingError.invalidValue(
                    value,
                    EncodingError.Context(
                        codingPath: [], debugDescription: "it holds '\(found)', which is no number that JSON knows"
                    )
                )
            }
            json += encoded
        }
    }

    /// Decodes a value.
    ///
    /// - Parameter json: The value's JSON.
    /// - Returns: The value.
    /// - Throws: The error of the type's `init(from:)`.
    static func read<T: Decodable>(_ json: ArraySlice<UInt8>) throws -> T {
        if let plain = T.self as? any PlainValue.Type, let value: T = read(json, as: plain) { return value }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: infinity, negativeInfinity: negativeInfinity, nan: notANumber
        )
        return try decoder.decode(T.self, from: Data(json))
    }

    /// Appends a value whose type is known to be a plain one.
    private static func write<T, Plain: PlainValue>(_ value: T, as type: Plain.Type, to json: inout [UInt8]) {
        // The two types are the same. A conditional cast would look into an optional, which has its own JSON.
        unsafe unsafeBitCast(value, to: type).write(to: &json)
    }

    /// Reads a value whose type is known to be a plain one; the cast is right for the same reason as above.
    private static func read<T, Plain: PlainValue>(_ json: ArraySlice<UInt8>, as type: Plain.Type) -> T? {
        Plain.read(json).map { unsafe unsafeBitCast($0, to: T.self) }
    }

    /// Describes what was found in place of a value, and the decoder's own description.
    static func reason(_ error: any Error, _ json: ArraySlice<UInt8>) -> String {
        let found = "found \(excerpt(json))"
        guard let context = (error as? DecodingError)?.context else { return "\(found) (\(ErrorText(error).text))" }
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? found : "\(found); at '\(path)': \(context.debugDescription)"
    }

    /// The beginning of some JSON, short enough for a message.
    static func excerpt(_ json: ArraySlice<UInt8>) -> String {
        let limit = 60
        let text = String(decoding: json.prefix(limit), as: UTF8.self)
        return json.count > limit ? text + "…" : text
    }

    /// Whether a byte is white space between JSON's tokens.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}

extension DecodingError {
    fileprivate var context: Context? {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context): context
        case .dataCorrupted(let context): context
        @unknown default: nil
        }
    }
}
