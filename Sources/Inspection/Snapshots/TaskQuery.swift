package import InspectionModel
package import TaskModel

/// A list of tasks: which ones, and how many of them.
package struct TaskQuery: Hashable, Sendable {
    package var filter: TaskFilter
    /// The maximum number of tasks on a page.
    package var limit: Int
    /// Where the list continues; nil for its beginning.
    package var cursor: TaskCursor?

    package init(filter: TaskFilter = TaskFilter(), limit: Int, after cursor: TaskCursor? = nil) {
        self.filter = filter
        self.limit = limit
        self.cursor = cursor
    }

    /// Reads the page: waiting tasks by due time, others newest first.
    package func page(in database: InspectedDatabase) throws(StoreError) -> TaskPage {
        var page = try database.store.tasks(matching: filter, after: cursor, limit: limit)
        page.tasks = page.tasks.map(\.withoutStandardError)
        return page
    }

    /// Counts all tasks of the list, as far as a short read allows.
    package func count(in database: InspectedDatabase) throws(StoreError) -> TaskCount {
        try database.store.count(matching: filter)
    }
}

extension TaskPage: Encodable {
    /// The tasks alone.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for task in tasks { try container.encode(task) }
    }
}

extension TaskSummary {
    /// The task as lists show it: an attempt's standard error is long, and seldom what a monitor should keep.
    package var withoutStandardError: TaskSummary {
        var task = self
        task.failure = failure?.withoutStandardError
        return task
    }
}

/// The names that a database knows, for suggestions where a name is mistyped.
package struct KnownNames: Hashable, Sendable {
    /// The functions of the program that started last.
    package var functions: [String]
    /// Of them, those that recur.
    package var recurring: [String]
    package var queues: [String]

    package init(_ database: InspectedDatabase) throws(StoreError) {
        functions = try database.store.functionNames()
        queues = try database.store.queueNames()
        recurring = try database.store.scheduleRows().filter(\.isActive).map {
            String(decoding: $0.name, as: UTF8.self)
        }
    }
}
