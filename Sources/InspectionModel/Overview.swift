package import Platform
package import TaskModel

/// The number of tasks in each state, for tools that inspect a database.
package struct Overview: Hashable, Sendable {
    /// One queue's waiting and running tasks.
    package struct Queue: Hashable, Sendable {
        package var name: [UInt8]
        /// Waiting tasks that could start now.
        package var due: Int
        /// Waiting tasks that are not due yet.
        package var later: Int
        package var running: Int
        /// Waiting tasks that are due but held, because their function is paused.
        package var held: Int
        package var isPaused: Bool
        /// Whether the workers of the program that hosts them, or did so last, take its tasks; nil where the store does not
        /// know.
        package var isServed: Bool?
        /// When the oldest of the due tasks could have started.
        package var oldestDue: WallTime?
        /// When the first of the later tasks is due.
        package var nextDue: WallTime?

        package init(
            name: [UInt8], due: Int = 0, later: Int = 0, running: Int = 0, held: Int = 0, isPaused: Bool = false,
            isServed: Bool? = nil, oldestDue: WallTime? = nil, nextDue: WallTime? = nil
        ) {
            self.name = name
            self.due = due
            self.later = later
            self.running = running
            self.held = held
            self.isPaused = isPaused
            self.isServed = isServed
            self.oldestDue = oldestDue
            self.nextDue = nextDue
        }
    }

    /// A missing state has no tasks.
    package var states: [TaskState: Int]
    /// The default queue first.
    package var queues: [Queue]

    package init(states: [TaskState: Int] = [:], queues: [Queue] = []) {
        self.states = states
        self.queues = queues
    }
}
