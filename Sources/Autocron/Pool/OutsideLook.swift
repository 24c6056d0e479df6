import TaskStore

/// Notices commits that nobody has told the pool of: of tools that know nothing of it, and of processes that died between
/// a commit and the word about it.
///
/// The number that is compared changes with every commit, our own too; so a pool that has worked looks once more, and
/// one that has not looks at nothing but that number.
struct OutsideLook {
    /// Nanoseconds between two looks.
    private static let interval: Int64 = 60_000_000_000

    private var version: Int64?
    /// When to look next; monotonic.
    private(set) var next = Monotonic.now() + interval

    /// Looks, if it is time.
    ///
    /// - Parameter store: the database.
    /// - Returns: whether anything was committed since the last look.
    /// - Throws: `StoreError`.
    mutating func seesNews(in store: TaskStore) throws(StoreError) -> Bool {
        let now = Monotonic.now()
        guard next <= now else { return false }
        let found = try store.dataVersion()
        next = now + Self.interval
        defer { version = found }
        return found != version
    }
}
