package import Platform
package import TaskModel

/// One task with all its columns.
package struct TaskDetails: Hashable, Sendable {
    package var summary: TaskSummary
    package var arguments: [UInt8]
    /// The function's result, as JSON.
    package var result: [UInt8]?
    package var key: [UInt8]?
    package var backoff: RetryDelay
    package var interruptions: Int64
    /// How many of them, the last ones in a row, were simultaneous ends of worker and application.
    package var unattributed: Int64
    package var missed: Int64
    /// Oldest first.
    package var earlier: [AttemptRow]

    package init(
        summary: TaskSummary, arguments: [UInt8], result: [UInt8]? = nil, key: [UInt8]? = nil,
        backoff: RetryDelay = .standard, interruptions: Int64 = 0, unattributed: Int64 = 0, missed: Int64 = 0,
        earlier: [AttemptRow] = []
    ) {
        self.summary = summary
        self.arguments = arguments
        self.result = result
        self.key = key
        self.backoff = backoff
        self.interruptions = interruptions
        self.unattributed = unattributed
        self.missed = missed
        self.earlier = earlier
    }
}

/// One attempt that failed and did not end its task.
package struct AttemptRow: Hashable, Sendable {
    package var claimNumber: Int64
    package var started: WallTime?
    package var ended: WallTime
    package var failure: Failure?

    package init(claimNumber: Int64, started: WallTime?, ended: WallTime, failure: Failure?) {
        self.claimNumber = claimNumber
        self.started = started
        self.ended = ended
        self.failure = failure
    }
}
