import TaskStore

/// Detects commits that the pool was not notified of: by tools that do not know the pool, and by processes that died
/// between a commit and the notification.
///
/// The counter that is compared changes with every commit, including our own, so a pool that has worked reads the
/// database once more. An idle pool reads only this counter.
struct OutsideLook {
    struct Finding: Equatable, Sendable {
        /// Something was committed since the last look.
        var isNews = false
        /// Other processes have committed so much that their log needs a checkpoint, too.
        var isLogLong = false
    }

    /// Nanoseconds between two looks.
    static let interval: Int64 = 60_000_000_000

    private var version: Int64?
    /// Whether the last look requested a checkpoint, which itself counts as a commit.
    private var hasOrderedCopy = false
    /// When to look next; monotonic.
    private(set) var next: Int64

    /// - Parameter now: Monotonic nanoseconds; the first look is a minute later.
    init(now: Int64) {
        next = now + Self.interval
    }

    /// Looks, if it is time.
    ///
    /// - Parameters:
    ///   - store: The database.
    ///   - now: Monotonic nanoseconds.
    /// - Returns: What has changed.
    /// - Throws: `StoreError`.
    mutating func look(into store: TaskStore, now: Int64) throws(StoreError) -> Finding {
        guard next <= now else { return Finding() }
        let found = try store.dataVersion()
        next = now + Self.interval
        defer { version = found }
        guard found != version else { return Finding() }
        hasOrderedCopy = !hasOrderedCopy && store.logSize > WriteAheadLog.limit * 4_096
        return Finding(isNews: true, isLogLong: hasOrderedCopy)
    }
}
