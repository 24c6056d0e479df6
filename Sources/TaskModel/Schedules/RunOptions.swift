package import Platform

/// The options that each run of a recurring function is stored with.
///
/// They are stored beside the schedule, so that a process without the function's code can store a run too.
package struct RunOptions: Equatable, Sendable {
    package var queue: String
    package var priority: Priority
    package var maxAttempts: Int64
    package var retryDelay: RetryDelay
    /// The maximum number of runs that execute at the same time.
    package var concurrency: Int64

    package init(
        queue: String = "default", priority: Priority = .medium, maxAttempts: Int64 = 1,
        retryDelay: RetryDelay = .standard,
        concurrency: Int64 = 1
    ) {
        self.queue = queue
        self.priority = priority
        self.maxAttempts = maxAttempts
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
            id: TaskID.make(at: now), name: name, arguments: Array("{}".utf8), created: now, runAt: now,
            queue: options.queue, priority: options.priority, maxAttempts: options.maxAttempts,
            retryDelay: options.retryDelay,
            scheduledAt: scheduledAt, missed: missed, concurrency: options.concurrency
        )
    }
}
