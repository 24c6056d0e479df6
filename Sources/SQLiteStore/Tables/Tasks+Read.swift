import Platform
package import TaskModel

extension Connection {
    /// Reads one task.
    ///
    /// - Parameter id: Its UUID, or an alias; see ``insert(reservedID:)-(NewTask)``.
    /// - Returns: nil if there is none, or none any more.
    /// - Throws: `StoreError`.
    package func task(_ id: TaskID) throws(StoreError) -> TaskRow? {
        if let task = try row(of: id) { return task }
        guard let original = try original(of: id) else { return nil }
        return try row(of: original)
    }

    private func row(of id: TaskID) throws(StoreError) -> TaskRow? {
        try statement(
            "SELECT id, uuid, name, state, attempts_used, finished, outcome FROM autocron_tasks WHERE uuid = ?1"
        )
        .first(.id(id)) { row throws(StoreError) in
            TaskRow(
                row: row.integer(0), id: try row.taskID(1), name: row.text(2),
                state: TaskState(rawValue: row.integer(3)) ?? .waiting, attemptsUsed: row.integer(4),
                finished: row.optionalTime(5), outcome: row.optionalBlob(6)
            )
        }
    }

    /// Reads the name of the function that an attempt executes.
    ///
    /// - Parameters:
    ///   - attempt: The attempt.
    ///   - slot: The file of the worker that has it.
    /// - Returns: nil if the attempt has ended, or is another worker's.
    /// - Throws: `StoreError`.
    package func nameOfRunning(_ attempt: AttemptID, slot: String) throws(StoreError) -> String? {
        try statement("SELECT name FROM autocron_tasks WHERE id = ?1 AND state = 1 AND claim_number = ?2 AND slot = ?3")
            .first(.integer(attempt.row), .integer(attempt.claimNumber), .text(slot)) { $0.text(0) }
    }

    /// Whether the file contains tables that are not Autocron's.
    func hasForeignTables() throws(StoreError) -> Bool {
        try statement(
            """
            SELECT 1 FROM sqlite_master WHERE type = 'table' \
            AND name NOT GLOB 'autocron_*' AND name NOT GLOB 'sqlite_*' LIMIT 1
            """
        ).first { _ in true } ?? false
    }

    /// A number that changes when another connection has committed; does not read the file.
    package func dataVersion() throws(StoreError) -> Int64 {
        try statement("PRAGMA data_version").first { $0.integer(0) } ?? 0
    }

    /// The number of tasks in each state.
    package func counts() throws(StoreError) -> [TaskState: Int] {
        let rows = try statement("SELECT state, count(*) FROM autocron_tasks GROUP BY state").rows { row in
            (row.integer(0), Int(row.integer(1)))
        }
        var counts: [TaskState: Int] = [:]
        for (state, count) in rows {
            if let state = TaskState(rawValue: state) { counts[state] = count }
        }
        return counts
    }
}
