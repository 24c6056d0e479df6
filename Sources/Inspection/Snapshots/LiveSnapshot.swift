package import InspectionModel
package import Platform
package import TaskModel

/// A database's state at an instant with what ended last, for views that follow it.
package struct LiveSnapshot: Hashable, Sendable {
    package var status: StatusSnapshot
    /// The tasks that ended last, newest first.
    package var lastEnded: [TaskSummary]
    /// Tasks that ended in each of the last seconds, oldest first.
    package var endedPerSecond: [Int]

    package init(status: StatusSnapshot, lastEnded: [TaskSummary] = [], endedPerSecond: [Int] = []) {
        self.status = status
        self.lastEnded = lastEnded
        self.endedPerSecond = endedPerSecond
    }
}

/// Reads live snapshots, one a second or so; each is several short reads that no writer waits for.
package struct LiveReader: Sendable {
    private let database: InspectedDatabase
    /// The number of tasks that ended in each second.
    private var ended: [Int64: Int] = [:]
    private var overview: Overview?
    /// When to count all tasks again; monotonic.
    private var countsAt = ContinuousClock.now
    /// Whether counting all tasks takes so long that it is not done at each look.
    package private(set) var isCountSlow = false

    /// The number of past seconds shown.
    private static let history: Int64 = 120
    /// Counting a million tasks takes a while; it may take this share of the time.
    private static let countingShare = 20
    /// Below this, counting is a short read like any other.
    private let shortCount: Duration
    private static let endedShown = 40

    package init(_ database: InspectedDatabase, shortCount: Duration = .milliseconds(5)) {
        self.database = database
        self.shortCount = shortCount
    }

    /// Reads the present state.
    ///
    /// - Parameter now: The present.
    /// - Throws: `StoreError`.
    package mutating func snapshot(now: WallTime) throws(StoreError) -> LiveSnapshot {
        let status = try StatusSnapshot(database, overview: try counts(now: now), now: now)
        return LiveSnapshot(
            status: status, lastEnded: try lastEnded(), endedPerSecond: try endedPerSecond(now: now))
    }

    /// Counts the tasks, or returns the last counts where counting takes so long that it is put off.
    package mutating func counts(now: WallTime) throws(StoreError) -> Overview {
        if let overview, isCountSlow, ContinuousClock.now < countsAt { return overview }
        let start = ContinuousClock.now
        let counted = try database.store.overview(now: now)
        let taken = ContinuousClock.now - start
        isCountSlow = taken > shortCount
        countsAt = ContinuousClock.now + taken * Self.countingShare
        overview = counted
        return counted
    }

    private func lastEnded() throws(StoreError) -> [TaskSummary] {
        var tasks: [TaskSummary] = []
        for state in TaskState.allCases where state.isFinal {
            tasks += try TaskQuery(filter: TaskFilter(state: state), limit: Self.endedShown).page(in: database).tasks
        }
        let newest = tasks.sorted { ($0.finished ?? .epoch, $0.row) > ($1.finished ?? .epoch, $1.row) }
        return Array(newest.prefix(Self.endedShown))
    }

    /// Counts the seconds not counted yet, and the last ones again, because outcomes may have been stored late.
    private mutating func endedPerSecond(now: WallTime) throws(StoreError) -> [Int] {
        let second = now.microseconds / 1_000_000
        let shown = second - Self.history..<second
        let uncounted = shown.first { $0 >= second - 3 || ended[$0] == nil } ?? second
        let counts = try database.store.endedTasks(inSeconds: uncounted..<second)
        ended = ended.filter { shown.contains($0.key) && $0.key < uncounted }
        for (past, count) in zip(uncounted..<second, counts) { ended[past] = count }
        return shown.map { ended[$0] ?? 0 }
    }
}
