public import Foundation
import Platform
import Synchronization
public import TaskModel

/// Information that a running task can get about itself.
public struct TaskContext: Sendable {
    /// The task that runs here, nil outside of tasks.
    @TaskLocal public static var current: TaskContext?

    /// The task's identifier.
    public let id: TaskID
    /// The name under which the task is stored.
    public let name: String
    /// The number of this attempt, from 1; interrupted attempts, which are not the task's fault, do not count.
    public let attempt: Int
    /// For a run of a recurring function: the instant that it was scheduled for.
    public let scheduledAt: Date?
    /// For a run of a recurring function: how many missed instants it makes up for, its own included; 0 for a run on
    /// time.
    public let missedCount: Int

    package init(_ task: ClaimedTask) {
        id = task.id
        name = task.name
        attempt = Int(task.attemptsUsed) + 1
        scheduledAt = task.scheduledAt?.date
        missedCount = Int(task.missed)
    }
}

extension TaskContext {
    /// The maximum size of a progress message, in bytes.
    private static let longestMessage = 1_000

    /// Reports the running task's progress, for tools that show it.
    ///
    /// At most ten reports a second are stored; a report of 1 or more always is. Outside of tasks the call has no
    /// effect.
    ///
    /// - Parameters:
    ///   - progress: From 0 to 1.
    ///   - message: Describes the present step; everything above 1,000 bytes is cut off.
    public static func report(progress: Double, _ message: String = "") {
        guard let context = current, let runtime = CurrentRuntime.value else { return }
        let now = MonotonicTime.now()
        let isWanted = runtime.lastReport.withLock { last in
            guard progress >= 1 || now - last >= .milliseconds(100) else { return false }
            last = now
            return true
        }
        guard isWanted else { return }
        // A report that cannot be stored must not make the task fail.
        let text = message.cut(toBytes: longestMessage)
        runtime.store.forgetting { store throws(StoreError) in
            try store.report(progress: progress, message: text, of: context.id)
        }
    }
}
