package import Platform

/// The options that each run of a recurring function is stored with.
///
/// They are stored beside the schedule, so that a process without the function's code can store a run too.
package struct RunOptions: Equatable, Sendable {
    package var queue: String
    /// 0 high, 1 medium, 2 low, 3 background.
    package var level: Int64
    package var attempts: Int64
    package var retryDelay: RetryDelay
    /// The maximum number of runs that execute at the same time.
    package var concurrency: Int64

    package init(
        queue: String = "default", level: Int64 = 1, attempts: Int64 = 1, retryDelay: RetryDelay = .standard,
        concurrency: Int64 = 1
    ) {
        self.queue = queue
        self.level = level
        self.attempts = attempts
        self.retryDelay = retryDelay
        self.concurrency = concurrency
    }
}

extension NewTask {
    /// A run of a recurring function, due at once.
    ///
    /// - Parameters:
    ///   - name: The function.
    ///   - options: The options of each of its runs.
    ///   - now: The present.
    ///   - scheduledAt: The instant that the run is for; nil for a run that a user requested.
    ///   - missed: How many missed instants it makes up for.
    package init(
        runOf name: String, _ options: RunOptions, now: WallTime, scheduledAt: WallTime? = nil, missed: Int64 = 0
    ) {
        self.init(
            id: Self.newIdentifier(at: now), name: name, arguments: Array("{}".utf8), created: now, runAt: now,
            queue: options.queue, level: options.level, attempts: options.attempts, retryDelay: options.retryDelay,
            scheduledAt: scheduledAt, missed: missed, concurrency: options.concurrency
        )
    }
}
