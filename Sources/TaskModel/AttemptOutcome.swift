package import Platform

/// How one attempt ended; to be recorded in the task's row.
package struct AttemptOutcome: Equatable, Sendable {
    package var attempt: AttemptID
    package var started: WallTime?
    package var ended: WallTime
    package var result: AttemptResult
    /// False if it is known that the task has no unique key, which saves a statement.
    package var mayHoldKey: Bool
    /// False if it is known that the task is not a run of a recurring function, which saves one as well.
    package var mayBeRun: Bool

    package init(
        attempt: AttemptID, started: WallTime?, ended: WallTime, result: AttemptResult, mayHoldKey: Bool = true,
        mayBeRun: Bool = true
    ) {
        self.attempt = attempt
        self.started = started
        self.ended = ended
        self.result = result
        self.mayHoldKey = mayHoldKey
        self.mayBeRun = mayBeRun
    }
}

/// An outcome's effect on its task.
package struct TaskTransition: Equatable, Sendable {
    package var row: Int64
    package var id: TaskID
    package var name: String
    package var state: TaskState
    /// When the next attempt is due, if there is one.
    package var runAt: WallTime
    /// How many attempts in a row ended together with their application, and count as interrupted.
    package var unattributed: Int64 = 0
    /// The queue's name.
    package var queue = "default"
    /// How many attempts count so far, this one included if it does.
    package var attemptsUsed: Int64 = 0

    package init(
        row: Int64, id: TaskID, name: String, state: TaskState, runAt: WallTime, unattributed: Int64 = 0,
        queue: String = "default", attemptsUsed: Int64 = 0
    ) {
        self.row = row
        self.id = id
        self.name = name
        self.state = state
        self.runAt = runAt
        self.unattributed = unattributed
        self.queue = queue
        self.attemptsUsed = attemptsUsed
    }
}
