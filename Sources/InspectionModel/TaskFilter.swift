package import TaskModel

/// Selects tasks.
package struct TaskFilter: Hashable, Sendable {
    package var state: TaskState?
    package var queue: String?
    package var name: String?

    package init(state: TaskState? = nil, queue: String? = nil, name: String? = nil) {
        self.state = state
        self.queue = queue
        self.name = name
    }
}

/// Where a list of tasks continues.
///
/// It is a position and not an offset, so a list that is read page by page neither skips nor repeats tasks while others
/// come and go. Only the store that made it can read it.
package struct TaskCursor: Hashable, Sendable {
    package var text: String

    package init(text: String) {
        self.text = text
    }
}

/// Some of the tasks that match a filter.
package struct TaskPage: Hashable, Sendable {
    package var tasks: [TaskSummary]
    /// Where the list continues; nil at its end, and where the store cannot continue it.
    package var next: TaskCursor?
    /// Whether there may be more matching tasks that were not examined, although the page is not full.
    package var isCut: Bool

    /// The maximum number of tasks that a store examines for one page.
    ///
    /// Names have no index, so a search may examine many tasks; this many take some ten milliseconds.
    package static let longestSearch = 20_000

    package init(tasks: [TaskSummary], next: TaskCursor? = nil, isCut: Bool = false) {
        self.tasks = tasks
        self.next = next
        self.isCut = isCut
    }
}

/// How many tasks match a filter.
package struct TaskCount: Hashable, Sendable {
    package var count: Int
    /// Whether every task was examined; there may be more than ``count`` otherwise.
    package var isExact: Bool

    package init(count: Int, isExact: Bool) {
        self.count = count
        self.isExact = isExact
    }
}

/// A walk along all tasks that match a filter and existed when it began, some at a time.
///
/// Tasks may be changed or deleted between two steps. A task that matches all the time is met at least once.
package struct TaskSweep: Hashable, Sendable {
    package var filter: TaskFilter
    /// The newest task when the walk began; nil before its first step.
    ///
    /// Later ones are left out, or a walk that changes
    /// tasks might never end. The clock may have been set back, so it is not asked.
    package var newestRow: Int64?
    package var position: TaskCursor?

    package init(_ filter: TaskFilter) {
        self.filter = filter
    }

    /// The result of one step.
    package struct Step: Hashable, Sendable {
        package var tasks: [TaskSummary]
        /// What is left of the walk; nil if nothing is.
        package var next: TaskSweep?

        package init(tasks: [TaskSummary], next: TaskSweep?) {
            self.tasks = tasks
            self.next = next
        }
    }
}
