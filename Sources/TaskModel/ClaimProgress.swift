/// What a claim has found so far, and how much of its budget is spent.
package struct ClaimProgress {
    package var tasks: [ClaimedTask] = []
    package var parked: [TaskID] = []
    package var held = 0
    package var released = 0
    package var rotation: QueueRotation
    /// How many runs had no room.
    package var blocked = 0
    /// Whether it made as many tasks ready as one claim may.
    package var isRipeningCut = false
    /// The due tasks that no other claim has seen since, and that this one has left so far; none where claims are made one
    /// after the other.
    package var left: Set<Int64> = []
    /// The bytes of the tasks' arguments.
    package var bytes = 0

    /// The maximum number of tasks that one claim parks, holds or blocks, and that it makes ready.
    ///
    /// A claim parks tasks of unknown names and holds those of paused functions. It keeps others from them, or from
    /// writing at all, during that time, so the number is limited to what takes some milliseconds.
    package static let parkingBatch = 500

    /// The number of bytes of arguments that one claim reads at a time, and takes; the last task may exceed it.
    package static let claimedBytes = 4_194_304

    package init(rotation: QueueRotation) {
        self.rotation = rotation
    }

    /// How many tasks it has met that it could not take.
    package var passedOver: Int { parked.count + held + blocked }

    private var mayHaveMore: Bool {
        !parked.isEmpty || held > 0 || released > 0 || blocked >= Self.parkingBatch || isRipeningCut
    }

    package var result: ClaimResult {
        var result = ClaimResult(rotation: rotation)
        (result.tasks, result.parked, result.held, result.released) = (tasks, parked, held, released)
        result.mayHaveMore = mayHaveMore
        result.left = left.count
        return result
    }
}
