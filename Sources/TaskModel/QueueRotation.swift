/// Where a worker's next claim begins, so that no queue is always the first: on each level just after the queue at
/// which the last claim began.
package struct QueueRotation: Equatable, Sendable {
    /// A queue's number for each level.
    private var last: [Int64]

    /// Begins with the first queue.
    package init() {
        last = Array(repeating: 0, count: 4)
    }

    /// Begins at a random queue, for a process that may not live for many claims.
    package static var anywhere: QueueRotation {
        var rotation = QueueRotation()
        rotation.last = Array(repeating: -1, count: 4)
        return rotation
    }

    package subscript(level: Int64) -> Int64 {
        get { last[Int(level)] }
        set { last[Int(level)] = newValue }
    }

    /// Puts queues in the order of their turns.
    ///
    /// - Parameters:
    ///   - queues: Their numbers.
    ///   - level: The level of the claim.
    /// - Returns: The same numbers, beginning after the queue at which the last claim began.
    package func order(of queues: [Int64], level: Int64) -> [Int64] {
        let queues = queues.sorted()
        let start = self[level] < 0 ? queues.randomElement() ?? 0 : self[level]
        return queues.filter { $0 > start } + queues.filter { $0 <= start }
    }
}
