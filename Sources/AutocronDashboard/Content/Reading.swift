import Inspection
import InspectionModel
import Platform
import TaskModel

/// What pages read of a database: all of it passes here, and is redacted and veiled here.
///
/// Each read is short and takes no lock that a writer needs.
struct Reading: Sendable {
    private let database: InspectedDatabase
    private let live: Monitor<LiveReader>
    private let veiledKeys: [String]
    /// Whether the viewer may not see the tasks' contents.
    let isRedacted: Bool
    let now: WallTime

    init(
        _ database: InspectedDatabase, live: Monitor<LiveReader>, isRedacted: Bool, veiledKeys: [String], now: WallTime
    ) {
        self.database = database
        self.live = live
        self.isRedacted = isRedacted
        self.veiledKeys = veiledKeys
        self.now = now
    }

    /// What the command line names as the database, with a shell's quotes.
    var location: String { ShellText.quoted(database.store.location) }

    // MARK: Tasks

    func tasks(_ query: TaskQuery) throws -> TaskPage {
        var page = try query.page(in: database)
        page.tasks = page.tasks.map(shown)
        return page
    }

    func count(_ filter: TaskFilter) throws -> TaskCount {
        try TaskQuery(filter: filter, limit: 1).count(in: database)
    }

    /// One task, with what must not be seen veiled.
    ///
    /// - Throws: ``Refusal`` if it does not exist; `StoreError`.
    func task(_ id: TaskID?) throws -> TaskSnapshot {
        guard let id, let found = try database.task(id) else { throw Refusal.unknownTask }
        var details = found.details
        if !isRedacted {
            let veil = JSONVeil(keys: veiledKeys)
            details.arguments = veil.veiled(details.arguments)
            details.result = details.result.map(veil.veiled)
        }
        return TaskSnapshot(details, isRedacted: isRedacted)
    }

    /// Why a task does not run yet, what lasts longest first.
    func waitReasons(of task: TaskSummary) throws -> [WaitReason] {
        guard !task.state.isFinal, task.state != .running else { return [] }
        return WaitReason.all(try WaitFacts(of: task, in: database, now: now))
    }

    private func shown(_ task: TaskSummary) -> TaskSummary {
        isRedacted ? task.redacted : task
    }

    // MARK: The whole

    /// Counts, workers, and what ended lately; counting many tasks again is put off, so that it takes little of the time.
    func overview() throws -> LiveSnapshot {
        var snapshot = try live.withLock { reader in try reader.snapshot(now: now) }
        snapshot.lastEnded = snapshot.lastEnded.map(shown)
        snapshot.status.lastFailures = snapshot.status.lastFailures.map(shown)
        snapshot.status.pool = redacted(snapshot.status.pool)
        return snapshot
    }

    /// The counts alone.
    func counts() throws -> Overview {
        try live.withLock { reader in try reader.counts(now: now) }
    }

    func pool() throws -> PoolSnapshot {
        redacted(try PoolSnapshot(database, now: now))
    }

    private func redacted(_ pool: PoolSnapshot) -> PoolSnapshot {
        var pool = pool
        for index in pool.workers.indices { pool.workers[index].task = pool.workers[index].task.map(shown) }
        return pool
    }

    func paused() throws -> PauseSnapshot { try PauseSnapshot(database) }

    func schedules() throws -> [ScheduleSnapshot] {
        try ScheduleSnapshot.all(in: database, now: now).map { schedule in
            var schedule = schedule
            schedule.row.lastRun = schedule.row.lastRun.map(shown)
            return schedule
        }
    }

    func settings() throws -> SettingsSnapshot { try SettingsSnapshot(in: database) }

    func names() throws -> KnownNames { try KnownNames(database) }

    /// - Parameter readingAll: Whether to read the store whole, for its integrity.
    func findings(readingAll: Bool = false) throws -> [Finding] {
        try HealthCheck(database, now: now, overview: counts()).findings(readingAll: readingAll)
    }
}
