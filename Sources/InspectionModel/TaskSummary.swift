package import Platform
package import TaskModel

/// A task as lists show it; users' texts are kept as bytes, because nothing guarantees valid UTF-8.
///
/// It has one property for each column that lists and the pool's overview show.
package struct TaskSummary: Hashable, Sendable {
    package var row: Int64
    package var id: TaskID
    package var name: [UInt8]
    package var queue: [UInt8]
    package var state: TaskState
    package var priority: Priority
    package var created: WallTime
    package var runAt: WallTime
    package var started: WallTime?
    package var finished: WallTime?
    /// Attempts that count, and the maximum for the task.
    package var attemptsUsed: Int64
    package var maxAttempts: Int64
    package var progress: Double?
    package var progressMessage: [UInt8]?
    package var isCancelling: Bool
    /// Whether it is due but held, because its function is paused.
    package var isHeld: Bool
    package var slot: String?
    package var claimNumber: Int64
    package var scheduledAt: WallTime?
    /// The failure of a failed or parked task.
    package var failure: Failure?

    package init(
        row: Int64, id: TaskID, name: [UInt8], queue: [UInt8], state: TaskState, priority: Priority,
        created: WallTime, runAt: WallTime, started: WallTime? = nil, finished: WallTime? = nil,
        attemptsUsed: Int64 = 0, maxAttempts: Int64 = 1, progress: Double? = nil, progressMessage: [UInt8]? = nil,
        isCancelling: Bool = false, isHeld: Bool = false, slot: String? = nil, claimNumber: Int64 = 0,
        scheduledAt: WallTime? = nil, failure: Failure? = nil
    ) {
        self.row = row
        self.id = id
        self.name = name
        self.queue = queue
        self.state = state
        self.priority = priority
        self.created = created
        self.runAt = runAt
        self.started = started
        self.finished = finished
        self.attemptsUsed = attemptsUsed
        self.maxAttempts = maxAttempts
        self.progress = progress
        self.progressMessage = progressMessage
        self.isCancelling = isCancelling
        self.isHeld = isHeld
        self.slot = slot
        self.claimNumber = claimNumber
        self.scheduledAt = scheduledAt
        self.failure = failure
    }

    /// The attempt of the last claim.
    package var attempt: AttemptID { AttemptID(row: row, claimNumber: claimNumber) }
}
