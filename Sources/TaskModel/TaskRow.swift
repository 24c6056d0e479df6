package import Platform

/// One task's state.
package struct TaskRow: Equatable, Sendable {
    package var row: Int64
    package var id: TaskID
    package var name: String
    package var state: TaskState
    package var attemptsUsed: Int64
    /// Nil until the task has ended.
    package var finished: WallTime?
    package var outcome: [UInt8]?

    package init(
        row: Int64, id: TaskID, name: String, state: TaskState, attemptsUsed: Int64, finished: WallTime?,
        outcome: [UInt8]?
    ) {
        self.row = row
        self.id = id
        self.name = name
        self.state = state
        self.attemptsUsed = attemptsUsed
        self.finished = finished
        self.outcome = outcome
    }

    /// How the task ended, or why it is parked.
    package var failure: Failure? {
        outcome.flatMap(Failure.init(json:))
    }
}
