public import Foundation
package import TaskStore

/// What a running task can learn about itself.
public struct TaskContext: Sendable {
    /// The task that runs here, nil outside of tasks.
    @TaskLocal public static var current: TaskContext?

    /// The task's identifier.
    public let id: TaskID
    /// The name under which the task is stored.
    public let name: String
    /// Which attempt this is, from 1; interrupted ones, which are not the task's fault, do not count.
    public let attempt: Int
    /// For a run of a recurring function: the instant that it was scheduled for.
    public let scheduledAt: Date?
    /// For a run of a recurring function: how many missed instants it stands for, its own included; 0 for one on time.
    public let missedCount: Int

    package init(_ task: ClaimedTask, id: TaskID) {
        self.id = id
        name = task.name
        attempt = Int(task.charged) + 1
        scheduledAt = task.scheduledAt.map(Timestamp.date)
        missedCount = Int(task.missed)
    }
}
