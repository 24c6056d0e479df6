package import InspectionModel
package import Platform
package import TaskModel

/// What decides when a task can start, as far as the store and the pool's files show.
package struct WaitFacts: Hashable, Sendable {
    package var task: TaskSummary
    package var now: WallTime
    /// The pause that holds the task, and since when.
    package var pause: PauseSubject?
    package var pausedSince: WallTime?
    /// Whether an application hosts workers, how many live, and how many of them execute nothing.
    package var isHosted = true
    package var workers = 1
    package var idleWorkers = 1
    /// Whether the program that started last has the function, or has not stored its functions.
    package var isFunctionKnown = true
    /// How many other runs of the same recurring function execute; 0 for a function that does not recur.
    package var otherRuns = 0
    /// The function's `overlap:`, as the attribute spells it.
    package var overlapPolicy: [UInt8]?
    /// Due tasks that workers claim before this one.
    package var tasksBefore = TaskCount(count: 0, isExact: true)
    /// The number of tasks that ended within ``rateSpan``.
    package var endedLately = 0

    /// The span over which the pool's speed is measured.
    package static let rateSpan = Duration.seconds(300)
    /// The number of due tasks that are examined to count those before a task.
    static let longestLine = 1_000

    package init(task: TaskSummary, now: WallTime) {
        self.task = task
        self.now = now
    }
}

extension WaitFacts {
    /// Reads the facts about a waiting or parked task; each read is short.
    ///
    /// - Throws: `StoreError`.
    package init(of task: TaskSummary, in database: InspectedDatabase, now: WallTime) throws(StoreError) {
        self.init(task: task, now: now)
        let (queue, name) = (String(decoding: task.queue, as: UTF8.self), String(decoding: task.name, as: UTF8.self))
        let paused = try PauseSnapshot(database)
        pause = paused.holding(queue: queue, function: name)
        pausedSince = pause.flatMap { paused.since(of: $0) }
        let pool = try PoolSnapshot(database, now: now)
        isHosted = pool.isHosted
        workers = pool.workers.count
        idleWorkers = pool.workers.count { $0.task == nil }
        let functions = try database.store.functionNames()
        isFunctionKnown = functions.isEmpty || functions.contains(name)
        guard task.state == .waiting, task.runAt <= now else { return }
        try readRuns(of: name, in: database)
        try readLine(in: database)
        let second = now.microseconds / 1_000_000
        endedLately = try database.store.endedTasks(
            inSeconds: second - Int64(Self.rateSpan / .seconds(1))..<second
        ).reduce(0, +)
    }

    private mutating func readRuns(of name: String, in database: InspectedDatabase) throws(StoreError) {
        guard task.scheduledAt != nil else { return }
        let running = TaskQuery(filter: TaskFilter(state: .running, name: name), limit: 100)
        otherRuns = try running.page(in: database).tasks.count { $0.id != task.id }
        overlapPolicy = try database.store.scheduleRows().first { $0.name == task.name }?.overlapPolicy
    }

    /// Counts the due tasks of a higher priority, and those of the same priority and queue that were due before.
    private mutating func readLine(in database: InspectedDatabase) throws(StoreError) {
        let query = TaskQuery(filter: TaskFilter(state: .waiting), limit: Self.longestLine)
        let page = try query.page(in: database)
        let line = page.tasks.filter { $0.runAt <= now && !$0.isHeld }
        tasksBefore.count = line.count { task.isBehind($0) }
        tasksBefore.isExact = !page.isCut && (page.next == nil || line.count < page.tasks.count)
    }
}

extension TaskSummary {
    /// Whether workers claim another due task before this one.
    fileprivate func isBehind(_ other: TaskSummary) -> Bool {
        if other.priority != priority { return other.priority > priority }
        return other.queue == queue && (other.runAt, other.row) < (runAt, row)
    }
}

extension PauseSnapshot {
    /// Since when a subject is paused; nil if it is not, or if that is not known.
    package func since(of subject: PauseSubject) -> WallTime? {
        pauses.first { pause in
            switch subject {
            case .everything: pause.kind == .everything
            case .queue(let name): pause.kind == .queue && pause.name == Array(name.utf8)
            case .function(let name): pause.kind == .function && pause.name == Array(name.utf8)
            }
        }?.since
    }
}
