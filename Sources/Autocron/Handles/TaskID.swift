public import Foundation
import Platform
import TaskModel

/// A task's permanent identifier: a UUID that sorts by the moment of the call (version 7 of RFC 9562).
///
/// A handle consists of it, and the command line and the log print it.
public struct TaskID: Hashable, Sendable {
    /// The identifier's sixteen bytes.
    public let uuid: UUID

    /// Makes an identifier from a UUID that was stored elsewhere.
    ///
    /// - Parameter uuid: The ``uuid`` of an identifier.
    public init(_ uuid: UUID) {
        self.uuid = uuid
    }
}

extension TaskID: LosslessStringConvertible {
    /// Makes an identifier from its text, as ``description`` and the command line print it.
    ///
    /// - Parameter description: A UUID in its usual form, in upper or lower case; nil is returned for anything else.
    public init?(_ description: String) {
        guard let uuid = UUID(uuidString: description) else { return nil }
        self.uuid = uuid
    }

    /// The UUID in lower case.
    public var description: String {
        uuid.uuidString.lowercased()
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

extension TaskID {
    /// A new identifier, which sorts after all earlier ones of this process, unless the clock was set back.
    static func make() -> TaskID {
        TaskID(made: NewTask.newIdentifier(at: .now()))
    }

    /// - Parameter bytes: The sixteen bytes of a new identifier.
    init(made bytes: NewTask.Identifier) {
        self = TaskID(bytes: bytes) ?? TaskID(UUID())
    }

    /// - Parameter bytes: A UUID's bytes; the result is nil unless there are sixteen.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(
            UUID(
                uuid: (
                    bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9],
                    bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
                )
            )
        )
    }

    /// The sixteen bytes, as the database stores them.
    package var bytes: [UInt8] {
        let u = uuid.uuid
        return [
            u.0, u.1, u.2, u.3, u.4, u.5, u.6, u.7, u.8, u.9, u.10, u.11, u.12, u.13, u.14, u.15,
        ]
    }
}
