package import TaskModel

/// A walk along the parked tasks whose functions a build has, some at a time.
///
/// There may be a million of them, and other connections want to write in the meantime.
package struct ParkedTasks: Sendable {
    /// Whether tasks whose arguments could not be decoded are included: another build may be able to decode them.
    private let includesUndecodable: Bool
    private var name = ""
    private var row = Int64.min
    /// Whether all have been examined.
    package private(set) var isOver = false

    package init(includesUndecodable: Bool) {
        self.includesUndecodable = includesUndecodable
    }

    /// The maximum number of tasks that one step examines.
    package static let batch = 500

    /// Examines the next tasks.
    ///
    /// - Parameters:
    ///   - connection: The database.
    ///   - isKnown: Whether this build has a function for tasks of a name.
    /// - Returns: The rows of tasks that can wait again.
    /// - Throws: `StoreError`.
    package mutating func step(
        on connection: Connection, where isKnown: (String) -> Bool
    ) throws(StoreError) -> [Int64] {
        let places = try connection.statement(
            """
            SELECT id, name, outcome FROM autocron_tasks WHERE state = 5 AND (name, id) > (?1, ?2) ORDER BY name, id LIMIT ?3
            """
        ).rows(.text(name), .integer(row), .integer(Int64(Self.batch))) { [includesUndecodable] row in
            let isUndecodable =
                !includesUndecodable
                && row.optionalBlob(2).flatMap(Failure.init(json:))?.kind == .undecodableArguments
            return (row: row.integer(0), name: row.text(1), isUndecodable: isUndecodable)
        }
        isOver = places.count < Self.batch
        var rows: [Int64] = []
        for place in places {
            (name, row) = (place.name, place.row)
            guard isKnown(place.name) else {
                // Continue with the next name: there may be many tasks of this one.
                row = .max
                isOver = false
                return rows
            }
            if !place.isUndecodable { rows.append(place.row) }
        }
        return rows
    }
}

extension Connection {
    /// Requeues parked tasks.
    ///
    /// - Parameter rows: The tasks; those that are no longer parked are left as they are.
    /// - Returns: The number requeued.
    /// - Throws: `StoreError`.
    package func unpark(rows: [Int64]) throws(StoreError) -> Int {
        var count = 0
        for row in rows {
            try statement(
                """
                UPDATE autocron_tasks SET state = 0, ready = 0, outcome = NULL, run_at = coalesce(held, run_at), held = NULL \
                WHERE id = ?1 AND state = 5
                """
            ).run(.integer(row))
            count += changes
        }
        return count
    }

    /// Requeues all parked tasks whose functions a build has, in this one transaction; for tests, whose files are
    /// small.
    ///
    /// - Parameter isKnown: Whether the build has a function for tasks of a name.
    /// - Returns: The number requeued.
    /// - Throws: `StoreError`.
    package func unpark(where isKnown: (String) -> Bool) throws(StoreError) -> Int {
        var count = 0
        var parked = ParkedTasks(includesUndecodable: true)
        while !parked.isOver { count += try unpark(rows: try parked.step(on: self, where: isKnown)) }
        return count
    }
}
