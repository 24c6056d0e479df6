package import TaskModel

extension Connection {
    /// Stores plain tasks, several to a statement.
    ///
    /// A statement opens and closes the table and each of its dozen indexes; that takes a third of a
    /// row's time.
    ///
    /// - Parameter tasks: The tasks, in order, all of them plain. A task that is stored already is left as it is.
    /// - Throws: `StoreError`.
    package func insertPlain(_ tasks: ArraySlice<PendingInsert>) throws(StoreError) {
        var rest = tasks
        while let count = Self.rowCounts.first(where: { $0 <= rest.count }) {
            let rows = rest.prefix(count)
            let size = rows.reduce(0) { $0 + $1.task.sizeOfTexts }
            try statement(number: count) { Self.insertion(rows: count) }.run(size: size) { values in
                for row in rows { values.add(row.task) }
            }
            rest = rest.dropFirst(count)
        }
    }

    /// The numbers of rows in one statement, descending.
    ///
    /// Each is also the key of its cached statement; powers of two keep the cache small, and any number of tasks needs
    /// few statements.
    private static let rowCounts = [64, 32, 16, 8, 4, 2, 1]

    private static func insertion(rows: Int) -> String {
        let row = "(?, 1, ?, ?, ?, ?, ?, ?, ?, ?)"
        return """
            INSERT INTO autocron_tasks(uuid, queue, level, run_at, name, arguments, created, max_attempts, backoff, ready) \
            VALUES \(repeatElement(row, count: rows).joined(separator: ", ")) ON CONFLICT DO NOTHING
            """
    }
}

extension NewTask {
    /// The size of the values bound as text or blob; the rule for retries is short, and rarely set.
    fileprivate var sizeOfTexts: Int {
        16 + name.utf8.count + arguments.count + 64
    }
}

extension Statement.Binder {
    fileprivate mutating func add(_ task: NewTask) {
        add(task.id)
        add(task.priority.rawValue)
        add(task.runAt)
        add(task.name)
        add(task.arguments)
        add(task.created)
        add(task.maxAttempts)
        add(task.retryDelay.text)
        add(task.isDue ? Int64(1) : 0)
    }
}
