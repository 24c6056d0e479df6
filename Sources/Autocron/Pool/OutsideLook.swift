import TaskStore

/// Notices commits that nobody has told the pool of: of tools that know nothing of it, and of processes that died between
/// a commit and the word about it.
///
/// The number that is compared changes with every commit, our own too; so a pool that has worked looks once more, and
/// one that has not looks at nothing but that number.
struct OutsideLook {
    struct Finding: Equatable, Sendable {
        /// Something was committed since the last look.
        var isNews = false
        /// Others have committed so much that their log should be copied, too.
        var isLogLong = false
    }

    /// Nanoseconds between two looks.
    static let interval: Int64 = 60_000_000_000

    private var version: Int64?
    /// Whether the last look had the log copied, which is itself a commit.
    private var hasOrderedCopy = false
    /// When to look next; monotonic.
    private(set) var next: Int64

    /// - Parameter now: monotonic nanoseconds; the first look is a minute later.
    init(now: Int64) {
        next = now + Self.interval
    }

    /// Looks, if it is time.
    ///
    /// - Parameters:
    ///   - store: the database.
    ///   - now: monotonic nanoseconds.
    /// - Returns: what was found.
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
