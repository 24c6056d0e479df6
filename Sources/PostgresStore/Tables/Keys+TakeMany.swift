#if PostgreSQL
import Platform
import TaskModel

extension PostgresConnection {
    /// Takes the keys of tasks that are about to be stored together.
    ///
    /// - Parameter tasks: The tasks, in order.
    /// - Returns: The result of each, in the same order; those with `stored` are to be stored, if they are not yet.
    /// - Throws: `StoreError`.
    func takeKeys(of tasks: ArraySlice<NewTask>) throws(StoreError) -> [InsertResult] {
        var keys = try takeFreeKeys(of: tasks)
        var results: [InsertResult] = []
        results.reserveCapacity(tasks.count)
        for task in tasks { results.append(try keys.take(for: task, on: self)) }
        return results
    }

    /// Takes the keys that are free, each for the first task that has it, with one statement.
    private func takeFreeKeys(of tasks: ArraySlice<NewTask>) throws(StoreError) -> KeysOfTransaction {
        var first: [String: NewTask] = [:]
        for task in tasks {
            if let key = task.uniqueness?.key, first[key] == nil { first[key] = task }
        }
        guard let earliest = first.values.map(\.created).min() else { return KeysOfTransaction() }
        // In one order, so that two sessions cannot wait for each other.
        let sorted = first.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        // A task that is stored already may have ended, and takes no key again.
        let taken = try rows(
            """
            INSERT INTO keys(key, task, until) SELECT key, task, until \
            FROM unnest($1, $2, $3) AS wanted(key, task, until) \
            WHERE (SELECT true FROM tasks WHERE uuid = wanted.task) IS NULL \
            ON CONFLICT (key) DO UPDATE SET task = excluded.task, until = excluded.until \
            WHERE keys.until <= $4 RETURNING key
            """, .texts(sorted.map(\.key)), .ids(sorted.map(\.value.id)),
            .times(sorted.map { $0.value.uniqueness?.until }), .time(earliest)
        ) { $0.text(0) }
        var keys = KeysOfTransaction()
        for key in taken { keys.fresh[key] = first[key]?.id }
        guard taken.count < first.count else { return keys }
        let others = sorted.map(\.key).filter { keys.fresh[$0] == nil }
        let held = try rows("SELECT key, task, until FROM keys WHERE key = ANY($1)", .texts(others)) { row in
            (key: row.text(0), holder: KeysOfTransaction.Holder(task: row.taskID(1), until: row.optionalTime(2)))
        }
        for entry in held { keys.holders[entry.key] = entry.holder }
        return keys
    }
}

/// What a transaction that stores tasks knows of their keys.
private struct KeysOfTransaction {
    struct Holder {
        var task: TaskID
        var until: WallTime?
    }

    /// Keys that were free, by the tasks that have them now and are about to be stored.
    var fresh: [String: TaskID] = [:]
    var holders: [String: Holder] = [:]

    /// Takes a task's key, if it has one and no task holds it.
    mutating func take(for task: NewTask, on connection: PostgresConnection) throws(StoreError) -> InsertResult {
        guard let unique = task.uniqueness else { return .stored }
        if fresh[unique.key] == task.id {
            fresh[unique.key] = nil
            holders[unique.key] = Holder(task: task.id, until: unique.until)
            return .stored
        }
        if let holder = holders[unique.key], holder.until.map({ $0 > task.created }) ?? true {
            return .existing(holder.task)
        }
        // Rare: a task that is stored already, or a key whose time is over by now.
        if try connection.exists("SELECT 1 FROM tasks WHERE uuid = $1", .id(task.id)) {
            return try connection.holder(of: unique.key, at: task.created).map(InsertResult.existing) ?? .stored
        }
        if let holder = try connection.takeUnlessHeld(unique, for: task.id, at: task.created) {
            return .existing(holder)
        }
        holders[unique.key] = Holder(task: task.id, until: unique.until)
        return .stored
    }
}
#endif
