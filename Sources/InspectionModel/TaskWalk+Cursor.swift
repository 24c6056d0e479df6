import TaskModel

extension TaskWalk {
    /// The walk's position, from which ``resumed(at:in:)`` continues it in a later transaction.
    var cursor: TaskCursor { cursor(at: position) }

    func cursor(at position: Position) -> TaskCursor {
        TaskCursor(
            text: "\(route.code) \(position.row) \(position.key) \(position.queue) \(position.text)")
    }

    /// Continues a sequence of walks.
    ///
    /// - Parameters:
    ///   - cursor: Where one of them has stopped.
    ///   - walks: The whole sequence, each walk at its beginning.
    /// - Returns: What is left of the sequence.
    /// - Throws: `StoreError` for a cursor that was not made by such a walk.
    static func resumed(at cursor: TaskCursor, in walks: [TaskWalk]) throws(StoreError) -> [TaskWalk] {
        let parts = cursor.text.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().prefix(3).compactMap { Int64($0) }
        guard parts.count == 5, numbers.count == 3,
            let index = walks.firstIndex(where: { $0.route.code == parts[0] })
        else { throw foreign(cursor) }
        var left = Array(walks[index...])
        left[0].position = Position(
            row: numbers[0], key: numbers[1], queue: numbers[2], text: String(parts[4]), matches: false)
        return left
    }

    static func foreign(_ cursor: TaskCursor) -> StoreError {
        StoreError(.refused, "no list continues at '\(TerminalEscaping.text(cursor.text))'; begin it anew")
    }
}

extension TaskWalk.Route {
    /// The route in a cursor.
    fileprivate var code: String {
        switch self {
        case .newest: "newest"
        case .ended(let state): "ended\(state.rawValue)"
        case .ready(let level, _): "ready\(level)"
        case .later(let level): "later\(level)"
        case .blocked: "blocked"
        case .running: "running"
        case .parked: "parked"
        }
    }
}
