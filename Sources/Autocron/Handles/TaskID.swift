public import Foundation
import TaskStore

/// A task's name for all time: a UUID that sorts by the moment of the call (version 7 of RFC 9562).
///
/// It is what a handle is made of, and what the command line and the logs print.
public struct TaskID: Hashable, Sendable {
    /// The identifier's sixteen bytes.
    public let uuid: UUID

    /// Makes an identifier from a UUID that was kept elsewhere.
    ///
    /// - Parameter uuid: what ``uuid`` gave.
    public init(_ uuid: UUID) {
        self.uuid = uuid
    }
}

extension TaskID: LosslessStringConvertible {
    /// Makes an identifier from its text, as ``description`` and the command line print it.
    ///
    /// - Parameter description: a UUID in its usual form, in upper or lower case; nil is returned for anything else.
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
    /// Reads an identifier from its text.
    ///
    /// - Parameter decoder: where a single string is expected.
    /// - Throws: `DecodingError` if the string is no UUID.
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

    /// Writes the identifier as its text.
    ///
    /// - Parameter encoder: takes a single string.
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension TaskID {
    /// A new identifier, which sorts after all that this process has made before, unless the clock was set back.
    static func make() -> TaskID {
        TaskID(made: NewTask.newIdentifier(at: Timestamp.now()))
    }

    /// - Parameter bytes: the sixteen of a new identifier.
    init(made bytes: NewTask.Identifier) {
        self = TaskID(bytes: bytes) ?? TaskID(UUID())
    }

    /// - Parameter bytes: a UUID's; nil is returned unless they are sixteen.
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

    /// The sixteen bytes, as the database keeps them.
    package var bytes: [UInt8] {
        let u = uuid.uuid
        return [
            u.0, u.1, u.2, u.3, u.4, u.5, u.6, u.7, u.8, u.9, u.10, u.11, u.12, u.13, u.14, u.15,
        ]
    }
}
