import Foundation
import TaskModel

/// Arguments or a result, as they are stored.
///
/// They should be JSON, and nothing guarantees it; anything else is encoded as a text.
package struct StoredJSON: Hashable, Sendable, Encodable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The value with all its digits; other encoders than ours get its text.
    var json: JSON {
        let isJSON = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
        guard isJSON, let text = String(validating: bytes, as: UTF8.self) else {
            return .text(StoredText(bytes).text)
        }
        return .written(text)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(StoredText(bytes).text)
    }
}

/// A name or a message, as it is stored.
///
/// It should be UTF-8, and nothing guarantees it; wrong bytes are encoded as `\xFF`.
package struct StoredText: Hashable, Sendable, Encodable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var text: String {
        String(validating: bytes, as: UTF8.self) ?? TerminalEscaping.text(bytes)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
