package import Platform

/// The subject of a pause; pauses are independent of each other.
package enum PauseSubject: Hashable, Sendable {
    /// All queues and all recurring functions.
    case everything
    case queue(String)
    /// A function, whether it recurs or not.
    case function(String)
}

/// Something that is paused.
package struct Pause: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case everything, queue, function
        /// Its instants pass without runs.
        case recurringFunction
    }

    package var kind: Kind
    /// Empty if everything is paused.
    package var name: [UInt8]
    /// Nil for a recurring function.
    package var since: WallTime?

    package init(kind: Kind, name: [UInt8], since: WallTime? = nil) {
        self.kind = kind
        self.name = name
        self.since = since
    }
}
