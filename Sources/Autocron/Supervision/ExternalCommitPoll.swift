import Platform
import TaskModel

/// Detects commits that the pool was not notified of: by tools that do not know the pool, and by processes that died
/// between a commit and the notification.
///
/// The counter that is compared changes with every commit, including our own, so a pool that has worked reads the
/// database once more. An idle pool reads only this counter.
struct ExternalCommitPoll {
    struct Finding: Equatable, Sendable {
        /// It was time to look.
        var hasLooked = false
        /// Something was committed since the last look.
        var hasChanged = false
        /// Other processes have committed so much that their log needs a checkpoint, too.
        var isWALLong = false
    }

    /// The time between two looks.
    private let interval: Duration
    private var version: Int64?
    /// Whether the last look requested a checkpoint, which itself counts as a commit.
    private var hasOrderedCopy = false
    /// When to look next.
    private(set) var next: MonotonicTime

    /// - Parameters:
    ///   - now: The present; the first look is an interval later.
    ///   - interval: The time between two looks.
    init(now: MonotonicTime, interval: Duration) {
        self.interval = interval
        next = now + interval
    }

    /// Looks, if it is time.
    ///
    /// - Parameters:
    ///   - store: The database.
    ///   - now: The present.
    /// - Returns: What has changed.
    /// - Throws: `StoreError`.
    mutating func poll(into store: any TaskStore, now: MonotonicTime) throws(StoreError) -> Finding {
        guard next <= now else { return Finding() }
        let found = try store.changeCounter()
        next = now + interval
        defer { version = found }
        guard found != version else { return Finding(hasLooked: true) }
        hasOrderedCopy = !hasOrderedCopy && store.isMaintenanceDue(.poll)
        return Finding(hasLooked: true, hasChanged: true, isWALLong: hasOrderedCopy)
    }
}
