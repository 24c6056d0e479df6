package import Platform

/// A task that a worker has reserved.
package struct ClaimedTask: Equatable, Sendable {
    /// The claim, which every outcome must name.
    package var attempt: AttemptID
    package var id: TaskID
    package var name: String
    package var arguments: [UInt8]
    /// Attempts that count so far, this one not included.
    package var attemptsUsed: Int64
    package var scheduledAt: WallTime?
    package var missed: Int64
    package var key: UniqueKey.Scope?
    /// How many runs of its recurring function may run side by side.
    package var concurrency: Int64?

    package init(
        attempt: AttemptID, id: TaskID, name: String, arguments: [UInt8], attemptsUsed: Int64,
        scheduledAt: WallTime?, missed: Int64, key: UniqueKey.Scope?, concurrency: Int64? = nil
    ) {
        self.attempt = attempt
        self.id = id
        self.name = name
        self.arguments = arguments
        self.attemptsUsed = attemptsUsed
        self.scheduledAt = scheduledAt
        self.missed = missed
        self.key = key
        self.concurrency = concurrency
    }

    package var row: Int64 { attempt.row }
}
