package import Platform

/// A task about to be stored.
///
/// It has as many properties as a row has columns when it is new.
package struct NewTask: Sendable {
    package var id: TaskID
    package var name: String
    /// A JSON object.
    package var arguments: [UInt8]
    package var created: WallTime
    package var runAt: WallTime
    package var queue: String
    package var priority: Priority
    /// The maximum number of attempts, at least 1.
    package var maxAttempts: Int64
    package var retryDelay: RetryDelay
    package var uniqueness: UniqueKey?
    /// The instant of a recurring task's run, and how many runs before it were missed.
    package var scheduledAt: WallTime?
    package var missed: Int64
    /// How many runs of one recurring function may run side by side; nil for other tasks.
    package var concurrency: Int64?

    package init(
        id: TaskID, name: String, arguments: [UInt8], created: WallTime, runAt: WallTime, queue: String = "default",
        priority: Priority = .medium, maxAttempts: Int64 = 1, retryDelay: RetryDelay = .standard,
        uniqueness: UniqueKey? = nil,
        scheduledAt: WallTime? = nil, missed: Int64 = 0, concurrency: Int64? = nil
    ) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.created = created
        self.runAt = runAt
        self.queue = queue
        self.priority = priority
        self.maxAttempts = maxAttempts
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
