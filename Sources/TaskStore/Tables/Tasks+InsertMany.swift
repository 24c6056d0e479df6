extension Connection {
    /// Stores tasks of which each takes one statement, several to a statement.
    ///
    /// A statement opens and closes the table and each of its indices, of which there are a dozen, and that takes a third
    /// of a row's time.
    ///
    /// - Parameter tasks: what to store, in order. One that is stored already is left as it is.
    /// - Throws: `StoreError`.
    package func insertPlain(_ tasks: ArraySlice<NewTask>) throws(StoreError) {
        var rest = tasks
        while let count = Self.rowCounts.first(where: { $0 <= rest.count }) {
            var values: [Statement.Value] = []
            values.reserveCapacity(count * 9)
            for task in rest.prefix(count) {
                values += [
                    .blob(task.id), .integer(task.level), .integer(task.runAt), .text(task.name), .blob(task.arguments),
                    .integer(task.created), .integer(task.attempts), .optionalText(task.retryDelay.text),
                ]
            }
            let statement = try statement(number: count) { Self.insertion(rows: count) }
            try statement.run(values)
            rest = rest.dropFirst(count)
        }
    }

    /// How many rows one statement may have, from large to small.
    private static let rowCounts = [16, 4, 1]

    private static func insertion(rows: Int) -> String {
        let row = "(?, 1, ?, ?, ?, ?, ?, ?, ?)"
        return """
            INSERT INTO autocron_tasks(uuid, queue, level, run_at, name, arguments, created, attempts, backoff) \
            VALUES \(repeatElement(row, count: rows).joined(separator: ", ")) ON CONFLICT DO NOTHING
            """
    }
}
