/// Where a claimant's next claim begins, so that no queue is always the first: on each level behind the queue with which
/// the last claim there began.
package struct QueueTurns: Equatable, Sendable {
    /// A queue's number for each level.
    private var last: [Int64]

    /// Begins with the first queue.
    package init() {
        last = Array(repeating: 0, count: 4)
    }

    /// Begins anywhere, for a process that may not live for many claims.
    package static var anywhere: QueueTurns {
        var turns = QueueTurns()
        turns.last = Array(repeating: -1, count: 4)
        return turns
    }

    subscript(level: Int64) -> Int64 {
        get { last[Int(level)] }
        set { last[Int(level)] = newValue }
    }
}
