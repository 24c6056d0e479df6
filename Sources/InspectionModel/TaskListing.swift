package import TaskModel

// Lists that are read page by page. Each page examines no more tasks than a short read allows.

extension TaskSeeking {
    /// Reads one page of a list: waiting tasks by due time, others newest first.
    ///
    /// - Parameters:
    ///   - filter: Selects the tasks.
    ///   - cursor: Where the list continues; nil for its beginning.
    ///   - limit: The maximum number of tasks.
    /// - Throws: `StoreError`.
    package func page(
        of filter: TaskFilter, after cursor: TaskCursor?, limit: Int
    ) throws(StoreError) -> TaskPage {
        guard filter.state != .waiting else { return try waitingPage(of: filter, after: cursor, limit: limit) }
        var walks = try TaskWalk.all(filter, on: self)
        if let cursor { walks = try TaskWalk.resumed(at: cursor, in: walks) }
        // Only waiting tasks take several walks; a queue that does not exist takes none.
        guard var walk = walks.first else { return TaskPage(tasks: []) }
        var budget = TaskPage.longestSearch
        let found = try walk.matches(filter, on: self, atLeast: limit, budget: &budget)
        let shown = found.prefix(limit)
        let isFull = found.count >= limit
        var next = isFull ? shown.last.map(walk.cursor(at:)) : walk.cursor
        if walk.isOver, found.count <= limit { next = nil }
        return TaskPage(
            tasks: try summaries(shown.map(\.row)), next: next, isCut: !isFull && !walk.isOver)
    }

    /// Counts the tasks that match a filter, as far as a short read allows.
    ///
    /// - Parameter filter: Selects the tasks.
    /// - Throws: `StoreError`.
    package func countTasks(matching filter: TaskFilter) throws(StoreError) -> TaskCount {
        var budget = TaskPage.longestSearch
        var result = TaskCount(count: 0, isExact: true)
        for var walk in try TaskWalk.sequence(filter, on: self) {
            while !walk.isOver, budget > 0 {
                let step = min(budget, TaskWalk.longestStep)
                result.count += try walk.matches(on: self, examining: step).count
                budget -= step
            }
            if !walk.isOver { result.isExact = false }
        }
        return result
    }

    /// Makes the next step of a walk along all tasks of a filter.
    ///
    /// - Parameters:
    ///   - sweep: The walk, or what the last step has left of it.
    ///   - limit: The maximum number of tasks to examine.
    /// - Throws: `StoreError`.
    package func step(of sweep: TaskSweep, examining limit: Int) throws(StoreError) -> TaskSweep.Step {
        var newest = 0 as Int64
        if let row = sweep.newestRow { newest = row } else { newest = try newestRow() }
        var walks = try TaskWalk.sequence(sweep.filter, on: self)
        if let position = sweep.position { walks = try TaskWalk.resumed(at: position, in: walks) }
        var rows: [Int64] = []
        var left = limit
        while left > 0, var walk = walks.first {
            let examined = walk.examined
            rows += try walk.step(on: self, examining: left)
            left -= walk.examined - examined
            if walk.isOver { walks.removeFirst() } else { walks[0] = walk }
        }
        var next = sweep
        next.newestRow = newest
        next.position = walks.first?.cursor
        return TaskSweep.Step(
            tasks: try summaries(rows.filter { $0 <= newest }), next: walks.isEmpty ? nil : next)
    }
}

extension TaskWalk {
    /// Walks on until enough tasks match, all are examined, or the budget is used up.
    fileprivate mutating func matches(
        _ filter: TaskFilter, on connection: some TaskSeeking, atLeast count: Int, budget: inout Int,
        where isWanted: (Position) -> Bool = { _ in true }
    ) throws(StoreError) -> [Position] {
        var found: [Position] = []
        while !isOver, found.count < count, budget > 0 {
            let wanted = filter.name == nil && filter.queue == nil ? count : TaskWalk.longestStep
            let step = min(budget, wanted, TaskWalk.longestStep)
            found += try matches(on: connection, examining: step).filter(isWanted)
            budget -= step
        }
        return found
    }
}

// MARK: Waiting tasks

/// Where a list of waiting tasks continues: they are ordered by due time, then by queue and row.
private struct WaitingPosition: Comparable {
    var due: Int64
    var queue: Int64
    var row: Int64

    init(_ position: TaskWalk.Position) {
        (due, queue, row) = (position.key, position.queue, position.row)
    }

    init(_ cursor: TaskCursor) throws(StoreError) {
        let parts = cursor.text.split(separator: " ")
        let numbers = parts.dropFirst().compactMap { Int64($0) }
        guard parts.first == "waiting", parts.count == 4, numbers.count == 3 else {
            throw TaskWalk.foreign(cursor)
        }
        (due, queue, row) = (numbers[0], numbers[1], numbers[2])
    }

    var cursor: TaskCursor { TaskCursor(text: "waiting \(due) \(queue) \(row)") }

    static func < (left: WaitingPosition, right: WaitingPosition) -> Bool {
        (left.due, left.queue, left.row) < (right.due, right.queue, right.row)
    }
}

extension TaskSeeking {
    /// Merges several walks; each walk is ordered by due time, or short.
    private func waitingPage(
        of filter: TaskFilter, after cursor: TaskCursor?, limit: Int
    ) throws(StoreError) -> TaskPage {
        let last = try cursor.map { cursor throws(StoreError) in try WaitingPosition(cursor) }
        var budget = TaskPage.longestSearch
        var isCut = false
        var found: [TaskWalk.Position] = []
        for var walk in try TaskWalk.all(filter, on: self) {
            if let last { walk.skip(to: last) }
            let own = try walk.matches(
                filter, on: self, atLeast: walk.isByDueTime ? limit : max(limit, TaskWalk.unorderedSearch),
                budget: &budget
            ) { position in last.map { WaitingPosition(position) > $0 } ?? true }
            isCut = isCut || own.count < limit && !walk.isOver
            found += own
        }
        found.sort { WaitingPosition($0) < WaitingPosition($1) }
        let shown = found.prefix(limit)
        let tasks = try summaries(shown.map(\.row)).sorted {
            ($0.runAt, $0.row) < ($1.runAt, $1.row)
        }
        return TaskPage(
            tasks: tasks, next: found.count < limit ? nil : shown.last.map { WaitingPosition($0).cursor },
            isCut: isCut && shown.count < limit)
    }
}

extension TaskWalk {
    /// The tasks that are read of a walk that is not ordered by due time, so that the earliest can be chosen.
    fileprivate static let unorderedSearch = 2_000

    fileprivate var isByDueTime: Bool {
        switch route {
        case .later: true
        case .ready(_, let queues): queues.upperBound < .max
        case .newest, .ended, .blocked, .running, .parked: false
        }
    }

    /// Begins behind a position, if the walk is ordered by due time.
    fileprivate mutating func skip(to last: WaitingPosition) {
        switch route {
        case .later:
            (position.key, position.queue, position.row) = (last.due, last.queue, last.row)
        case .ready(_, let queues) where isByDueTime:
            // The last queue is the only one that had ready tasks.
            let row = queues.upperBound < last.queue ? Int64.max : queues.upperBound > last.queue ? .min : last.row
            (position.key, position.queue, position.row) = (last.due, queues.upperBound, row)
        case .ready, .newest, .ended, .blocked, .running, .parked:
            break
        }
    }
}
