package import InspectionModel
package import Platform
package import TaskModel

/// The state of a database and its pool at an instant.
package struct StatusSnapshot: Hashable, Sendable {
    /// Where the tasks are stored.
    package var location: String
    package var now: WallTime
    package var size: StorageSize
    package var pool: PoolSnapshot
    package var paused: PauseSnapshot
    package var overview: Overview
    /// The settings that differ from the defaults.
    package var settings: [SettingRow]
    /// Newest first.
    package var lastFailures: [TaskSummary]

    package init(
        location: String, now: WallTime, size: StorageSize, pool: PoolSnapshot, paused: PauseSnapshot = PauseSnapshot(),
        overview: Overview = Overview(), settings: [SettingRow] = [], lastFailures: [TaskSummary] = []
    ) {
        self.location = location
        self.now = now
        self.size = size
        self.pool = pool
        self.paused = paused
        self.overview = overview
        self.settings = settings
        self.lastFailures = lastFailures
    }

    /// Reads everything.
    package init(_ database: InspectedDatabase, now: WallTime) throws(StoreError) {
        try self.init(database, overview: try database.store.overview(now: now), now: now)
    }

    /// Reads everything but the counts, which take long where there are very many tasks.
    init(_ database: InspectedDatabase, overview: Overview, now: WallTime) throws(StoreError) {
        let failed = TaskQuery(filter: TaskFilter(state: .failed), limit: Self.failuresShown)
        self.init(
            location: database.store.location, now: now, size: try database.store.storageSize(),
            pool: try PoolSnapshot(database, now: now), paused: try PauseSnapshot(database), overview: overview,
            settings: try database.store.settings().filter { !$0.isStandard },
            lastFailures: try failed.page(in: database).tasks
        )
    }

    private static let failuresShown = 5

    /// The queues with something to show; the default one is always shown.
    package var queues: [Overview.Queue] {
        overview.queues.enumerated().filter { index, queue in
            index == 0 || queue.isPaused || queue.due + queue.later + queue.running + queue.held > 0
        }.map(\.element)
    }

    /// The queues with due tasks that the hosting program does not serve, in words; nil also while no program hosts workers,
    /// since then all tasks wait.
    package var unservedQueues: String? { pool.isHosted ? overview.unservedQueues : nil }

    package var nextDue: WallTime? { overview.queues.compactMap(\.nextDue).min() }
    package var oldestDue: WallTime? { overview.queues.compactMap(\.oldestDue).min() }
}

extension StatusSnapshot: Encodable {
    private enum CodingKeys: String, CodingKey {
        case database, at, bytes, walBytes, paused, pool, workers, tasks, queues, nextDue, oldestDue, settings
        case oldestDueFor, lastFailures
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(location, forKey: .database)
        try container.encode(now, forKey: .at)
        try container.encode(size.bytes, forKey: .bytes)
        try container.encodeIfPresent(size.walBytes, forKey: .walBytes)
        try container.encode(paused, forKey: .paused)
        try container.encode(pool, forKey: .pool)
        try container.encode(pool.workers, forKey: .workers)
        try container.encode(StateCounts(states: overview.states), forKey: .tasks)
        try container.encode(queues, forKey: .queues)
        try container.encodeIfPresent(nextDue, forKey: .nextDue)
        try container.encodeIfPresent(oldestDue, forKey: .oldestDue)
        try container.encode(settings.map(SettingBrief.init), forKey: .settings)
        try container.encodeIfPresent(oldestDue.map { now - $0 }, forKey: .oldestDueFor)
        try container.encode(lastFailures, forKey: .lastFailures)
    }
}

/// The number of tasks in each state, with a key for each.
private struct StateCounts: Encodable {
    var states: [TaskState: Int]

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ state: TaskState) { stringValue = state.name }
        init?(stringValue: String) { nil }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for state in TaskState.allCases { try container.encode(states[state] ?? 0, forKey: Key(state)) }
    }
}

extension Overview.Queue: Encodable {
    private enum CodingKeys: String, CodingKey {
        case name, due, later, running, oldestDue, nextDue, held, paused, served
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(StoredText(name), forKey: .name)
        try container.encode(due, forKey: .due)
        try container.encode(later, forKey: .later)
        try container.encode(running, forKey: .running)
        try container.encodeIfPresent(oldestDue, forKey: .oldestDue)
        try container.encodeIfPresent(nextDue, forKey: .nextDue)
        try container.encode(held, forKey: .held)
        try container.encode(isPaused, forKey: .paused)
        try container.encodeIfPresent(isServed, forKey: .served)
    }
}
