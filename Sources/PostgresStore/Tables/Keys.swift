#if PostgreSQL
package import Platform
package import TaskModel

// The keys of unique tasks. A row exists as long as its scope says: until the task starts, until it ends, or until an
// instant. An alias of another task's identifier is a key as well; see ReservedIDs.swift.

extension PostgresConnection {
    /// The task that holds a key at present.
    package func holder(of key: String, at now: WallTime) throws(StoreError) -> TaskID? {
        try first(
            "SELECT task FROM keys WHERE key = $1 AND (until IS NULL OR until > $2)", .text(key), .time(now)
        ) { $0.taskID(0) }
    }

    /// Gives a key to a task, unless another one holds it.
    ///
    /// Of two sessions that want one key the second waits for the first one's commit. The key's row stays locked until
    /// this transaction ends, whichever task holds it.
    ///
    /// - Returns: The task that holds it; nil if it was free.
    package func takeUnlessHeld(_ unique: UniqueKey, for task: TaskID, at now: WallTime) throws(StoreError) -> TaskID? {
        let isTaken = try exists(
            """
            INSERT INTO keys(key, task, until) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE \
            SET task = excluded.task, until = excluded.until WHERE keys.until <= $4 RETURNING 1
            """, .text(unique.key), .id(task), .time(unique.until), .time(now))
        // The lock keeps the holder's row as it is, so it has one.
        return isTaken ? nil : try holder(of: unique.key, at: now)
    }

    /// Gives a key to a task, even if another task has it.
    package func take(_ unique: UniqueKey, for task: TaskID) throws(StoreError) {
        try take([(unique, task)])
    }

    /// Gives keys to tasks, even if other tasks have them.
    ///
    /// - Parameter keys: Each key once.
    func take(_ keys: [(unique: UniqueKey, task: TaskID)]) throws(StoreError) {
        guard !keys.isEmpty else { return }
        // In one order, so that two sessions cannot wait for each other.
        let sorted = keys.sorted { $0.unique.key.utf8.lexicographicallyPrecedes($1.unique.key.utf8) }
        try run(
            """
            INSERT INTO keys(key, task, until) SELECT * FROM unnest($1, $2, $3) \
            ON CONFLICT (key) DO UPDATE SET task = excluded.task, until = excluded.until
            """, .texts(sorted.map(\.unique.key)), .ids(sorted.map(\.task)), .times(sorted.map(\.unique.until)))
    }

    /// Releases a task's key, unless its scope outlives the task or another task has the key now.
    package func releaseKey(ofRow row: Int64) throws(StoreError) {
        try run(
            """
            DELETE FROM keys WHERE until IS NULL AND key = (SELECT key FROM tasks WHERE id = $1) \
            AND task = (SELECT uuid FROM tasks WHERE id = $1)
            """, .integer(row))
    }
}
#endif
