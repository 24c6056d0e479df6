/// A way along the parked tasks whose functions a build has, some at a time.
///
/// There may be a million of them, and others want to write meanwhile.
package struct ParkedTasks: Sendable {
    /// Whether those go back, too, whose arguments their function could not be given: another build may be able to.
    private let includesUndecodable: Bool
    private var name = ""
    private var row = Int64.min
    /// Whether all have been looked at.
    package private(set) var isOver = false

    package init(includesUndecodable: Bool) {
        self.includesUndecodable = includesUndecodable
    }

    /// How many tasks one step looks at, at most.
    package static let batch = 500

    /// Goes on.
    ///
    /// - Parameters:
    ///   - connection: where the tasks are.
    ///   - isKnown: whether this build has a function for tasks of a name.
    /// - Returns: the rows of tasks that can wait again.
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
                // On to the next name: there may be many tasks of this one.
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
    /// Lets parked tasks wait again.
    ///
    /// - Parameter rows: some tasks; those that are parked no longer stay as they are.
    /// - Returns: how many wait again.
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

    /// Lets all parked tasks wait again whose functions a build has, in this one transaction; for tests, whose files are
    /// small.
    ///
    /// - Parameter isKnown: whether the build has a function for tasks of a name.
    /// - Returns: how many wait again.
    /// - Throws: `StoreError`.
    package func unpark(where isKnown: (String) -> Bool) throws(StoreError) -> Int {
        var count = 0
        var parked = ParkedTasks(includesUndecodable: true)
        while !parked.isOver { count += try unpark(rows: try parked.step(on: self, where: isKnown)) }
        return count
    }
}
