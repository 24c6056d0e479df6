package import Platform
package import TaskModel

// The keys of unique tasks. A row exists as long as its scope says: until the task starts, until it ends, or until an
// instant. An alias of another task's identifier is a key as well; see ReservedIDs.swift.

extension Connection {
    /// The task that holds a key at present.
    package func holder(of key: String, at now: WallTime) throws(StoreError) -> TaskID? {
        try statement("SELECT task FROM autocron_keys WHERE key = ?1 AND (until IS NULL OR until > ?2)")
            .first(.text(key), .time(now)) { row throws(StoreError) in try row.taskID(0) }
    }

    /// Gives a key to a task, even if another task has it.
    package func take(_ unique: UniqueKey, for task: TaskID) throws(StoreError) {
        try statement("INSERT OR REPLACE INTO autocron_keys(key, task, until) VALUES (?1, ?2, ?3)")
            .run(.text(unique.key), .id(task), .optionalTime(unique.until))
    }

    /// Releases a task's key, unless its scope outlives the task or another task has the key now.
    package func releaseKey(ofRow row: Int64) throws(StoreError) {
        try statement(
            """
            DELETE FROM autocron_keys WHERE until IS NULL \
            AND key = (SELECT key FROM autocron_tasks WHERE id = ?1) \
            AND task = (SELECT uuid FROM autocron_tasks WHERE id = ?1)
            """
        ).run(.integer(row))
    }
}
