#if PostgreSQL
import TaskModel

extension PostgresConnection {
    /// The number of the default queue, whose row stays.
    static let defaultQueue: Int64 = 1
    /// How often a queue that another session deletes at the same time is looked for.
    private static let tries = 5

    /// The numbers of queues, which are created with their first tasks.
    ///
    /// Nothing is kept from one transaction to the next: housekeeping deletes queues that have no tasks. The rows are
    /// locked against that until this transaction ends.
    ///
    /// - Parameter names: The queues.
    /// - Throws: `StoreError`.
    func queueNumbers(of names: Set<String>) throws(StoreError) -> [String: Int64] {
        var numbers = ["default": Self.defaultQueue]
        for _ in 0..<Self.tries {
            // In one order, so that two sessions that create the same ones cannot wait for each other.
            let missing = names.filter { numbers[$0] == nil }.sorted { left, right in
                left.utf8.lexicographicallyPrecedes(right.utf8)
            }
            guard !missing.isEmpty else { return numbers }
            try readQueues(missing, into: &numbers)
            let new = missing.filter { numbers[$0] == nil }
            guard !new.isEmpty else { return numbers }
            let created = try rows(
                "INSERT INTO queues(name) SELECT unnest($1) ON CONFLICT DO NOTHING RETURNING name, id", .texts(new)
            ) { row in (row.text(0), row.integer(1)) }
            for (name, number) in created { numbers[name] = number }
        }
        guard names.allSatisfy({ numbers[$0] != nil }) else {
            throw StoreError(.busy, "a queue of '\(location)' was deleted and created again and again; try again")
        }
        return numbers
    }

    private func readQueues(_ names: [String], into numbers: inout [String: Int64]) throws(StoreError) {
        let known = try rows(
            "SELECT name, id FROM queues WHERE name = ANY($1) FOR KEY SHARE", .texts(names)
        ) { row in (row.text(0), row.integer(1)) }
        for (name, number) in known { numbers[name] = number }
    }
}
#endif
