package import Platform

/// A task about to be stored.
package struct NewTask: Sendable {
    /// A version 7 UUID.
    package typealias Identifier = [UInt8]

    package var id: Identifier
    package var name: String
    /// A JSON object.
    package var arguments: [UInt8]
    package var created: WallTime
    package var runAt: WallTime
    package var queue: String
    /// 0 high, 1 medium, 2 low, 3 background.
    package var level: Int64
    /// The maximum number of attempts, at least 1.
    package var attempts: Int64
    package var retryDelay: RetryDelay
    package var uniqueness: UniqueKey?
    /// The instant of a recurring task's run, and how many runs before it were missed.
    package var scheduledAt: WallTime?
    package var missed: Int64
    /// How many runs of one recurring function may run side by side; nil for other tasks.
    package var concurrency: Int64?

    package init(
        id: Identifier, name: String, arguments: [UInt8], created: WallTime, runAt: WallTime, queue: String = "default",
        level: Int64 = 1, attempts: Int64 = 1, retryDelay: RetryDelay = .standard, uniqueness: UniqueKey? = nil,
        scheduledAt: WallTime? = nil, missed: Int64 = 0, concurrency: Int64? = nil
    ) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.created = created
        self.runAt = runAt
        self.queue = queue
        self.level = level
        self.attempts = attempts
        self.retryDelay = retryDelay
        self.uniqueness = uniqueness
        self.scheduledAt = scheduledAt
        self.missed = missed
        self.concurrency = concurrency
    }
}

/// Identifies equal tasks, only one of which may exist.
package struct UniqueKey: Equatable, Sendable {
    package enum Scope: Int64, Sendable {
        case whileWaiting = 1
        case untilFinished = 2
        case lasting = 3
    }

    package var key: String
    package var scope: Scope
    /// For `lasting`: how long the key is taken.
    package var until: WallTime?

    package init(key: String, scope: Scope, until: WallTime? = nil) {
        self.key = key
        self.scope = scope
        self.until = until
    }
}
