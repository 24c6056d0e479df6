/// A parked task, as far as a build must know it to bring it back.
package struct ParkedTask: Equatable, Sendable {
    package var row: Int64
    package var name: String
    /// Whether it is parked because its arguments could not be decoded.
    package var isUndecodable: Bool

    package init(row: Int64, name: String, isUndecodable: Bool) {
        self.row = row
        self.name = name
        self.isUndecodable = isUndecodable
    }
}

/// A walk along the parked tasks whose functions a build has, page by page.
///
/// There may be a million of them, and other connections want to write in the meantime.
package struct ParkedTaskCursor: Equatable, Sendable {
    /// The maximum number of tasks that one step examines.
    package static let page = 500

    /// The name and the row of the task that was examined last.
    package private(set) var name = ""
    package private(set) var row = Int64.min
    /// Whether all have been examined.
    package private(set) var isOver = false
    /// Whether tasks whose arguments could not be decoded are included: another build may be able to decode them.
    private let includesUndecodable: Bool

    package init(includesUndecodable: Bool) {
        self.includesUndecodable = includesUndecodable
    }

    /// Moves past a page.
    ///
    /// - Parameters:
    ///   - tasks: The tasks after this cursor.
    ///   - isKnown: Whether the build has a function for tasks of a name.
    /// - Returns: The rows of tasks that can wait again.
    package mutating func move(past tasks: [ParkedTask], where isKnown: (String) -> Bool) -> [Int64] {
        isOver = tasks.count < Self.page
        var rows: [Int64] = []
        for task in tasks {
            (name, row) = (task.name, task.row)
            guard isKnown(task.name) else {
                // Continue with the next name: there may be many tasks of this one.
                row = .max
                isOver = false
                return rows
            }
            if includesUndecodable || !task.isUndecodable { rows.append(task.row) }
        }
        return rows
    }
}
