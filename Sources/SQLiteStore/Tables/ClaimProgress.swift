import TaskModel

/// What a claim has found so far, and how much of its budget is spent.
struct ClaimProgress {
    var tasks: [ClaimedTask] = []
    var parked: [TaskID] = []
    var held = 0
    var released = 0
    var rotation: QueueRotation
    /// How many runs had no room.
    var blocked = 0
    /// Whether it made as many tasks ready as one claim may.
    var isRipeningCut = false
    /// The bytes of the tasks' arguments.
    var bytes = 0

    init(rotation: QueueRotation) {
        self.rotation = rotation
    }

    /// How many tasks it has met that it could not take.
    var passedOver: Int { parked.count + held + blocked }

    private var mayHaveMore: Bool {
        !parked.isEmpty || held > 0 || released > 0 || blocked >= Connection.parkingBatch || isRipeningCut
    }

    var result: ClaimResult {
        var result = ClaimResult(rotation: rotation)
        (result.tasks, result.parked, result.held, result.released) = (tasks, parked, held, released)
        result.mayHaveMore = mayHaveMore
        return result
    }
}
