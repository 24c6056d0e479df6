import Platform
import SQLiteStore
import StoreAdministration
import TaskModel

/// Reads snapshots, one a second; each is a short read that no writer waits for.
struct WatchReader {
    private let database: AdminDatabase
    /// The number of tasks that ended in each second.
    private var ended: [Int64: Int] = [:]
    private var overview: Overview?
    /// When to count all tasks again; monotonic.
    private var countsAt = ContinuousClock.now

    /// The number of past seconds shown.
    static let history: Int64 = 120
    /// Counting a million tasks takes a while; it may take this share of the time.
    private static let countingShare = 20
    private static let events = 40

    init(_ database: AdminDatabase) {
        self.database = database
    }

    /// Reads the database's present state.
    ///
    /// - Parameter now: the present.
    /// - Throws: `StoreError`.
    mutating func snapshot(now: WallTime) throws(StoreError) -> WatchSnapshot {
        let pool = try PoolReport(database, now: now)
        let overview = try counts(now: now)
        let known = ended
        let (pauses, lines, perSecond, bytes) = try database.store.read { connection throws(StoreError) in
            (
                try connection.pauses(), try Self.lastEnded(on: connection),
                try Self.endedPerSecond(on: connection, now: now, known: known), try connection.size().bytes
            )
        }
        ended = perSecond
        let second = now.microseconds / 1_000_000
        let report = PauseReport(pauses, now: now)
        return WatchSnapshot(
            path: database.store.file.path, now: now, host: pool.host, isHosted: pool.isHosted,
            hostSince: pool.hostSince, bytes: bytes,
            walBytes: StatusReport.size(of: database.store.file.path + "-wal"), paused: report.names,
            isEverythingPaused: report.isTotal,
            pausedFunctions: Set(
                pauses.filter { [.function, .recurringFunction].contains($0.kind) }
                    .map { String(decoding: $0.name, as: UTF8.self) }
            ),
            states: overview.states, workers: pool.workers.map { WatchSnapshot.Worker($0, now: now) },
            queues: StatusReport.shown(overview.queues).map(WatchSnapshot.Queue.init),
            events: lines.map(WatchSnapshot.Event.init),
            endedPerSecond: (second - Self.history..<second).map { perSecond[$0] ?? 0 },
            nextDue: overview.queues.compactMap(\.nextDue).min()
        )
    }

    private mutating func counts(now: WallTime) throws(StoreError) -> Overview {
        if let overview, ContinuousClock.now < countsAt { return overview }
        let start = ContinuousClock.now
        let counted = try database.store.read { connection throws(StoreError) in try connection.overview(now: now) }
        countsAt = ContinuousClock.now + (ContinuousClock.now - start) * Self.countingShare
        overview = counted
        return counted
    }

    private static func lastEnded(on connection: Connection) throws(StoreError) -> [TaskSummary] {
        var lines: [TaskSummary] = []
        for state in [TaskState.succeeded, .failed, .cancelled] {
            lines += try TaskSearch(TaskFilter(state: state)).first(events, on: connection).summaries
        }
        return Array(lines.sorted { ($0.finished ?? .epoch, $0.row) > ($1.finished ?? .epoch, $1.row) }.prefix(events))
    }

    /// Counts the seconds not counted yet, and the last ones again, because outcomes may have been stored late.
    private static func endedPerSecond(
        on connection: Connection, now: WallTime, known: [Int64: Int]
    ) throws(StoreError) -> [Int64: Int] {
        let second = now.microseconds / 1_000_000
        var counts: [Int64: Int] = [:]
        for past in second - history..<second {
            if past < second - 3, let count = known[past] {
                counts[past] = count
            } else {
                counts[past] = try connection.endedTasks(
                    from: WallTime(microseconds: past * 1_000_000), to: WallTime(microseconds: (past + 1) * 1_000_000))
            }
        }
        return counts
    }
}

extension WatchSnapshot.Worker {
    fileprivate init(_ worker: PoolReport.Worker, now: WallTime) {
        process = worker.process
        memory = worker.memory
        task = worker.task.map { line in
            WatchSnapshot.Running(
                id: line.id, name: String(decoding: line.name, as: UTF8.self), runsFor: now - (worker.taskSince ?? now),
                progress: line.progress,
                message: line.progressMessage.map { String(decoding: $0, as: UTF8.self) } ?? "",
                isCancelling: line.isCancelling
            )
        }
    }
}

extension WatchSnapshot.Queue {
    fileprivate init(_ queue: Overview.Queue) {
        self.init(
            name: String(decoding: queue.name, as: UTF8.self), due: queue.due, later: queue.later,
            running: queue.running,
            held: queue.held, isPaused: queue.isPaused, oldestDue: queue.oldestDue
        )
    }
}

extension WatchSnapshot.Event {
    fileprivate init(_ line: TaskSummary) {
        self.init(
            id: line.id, name: String(decoding: line.name, as: UTF8.self), state: line.state,
            ended: line.finished ?? line.created,
            text: line.failure?.text ?? ""
        )
    }
}
