import Foundation
import TaskStore

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
