package import Platform
import TaskModel

// Pages that deleted tasks leave behind. SQLite reuses them, so only pages that have not been needed for a while are
// returned to the file system, and only in a file that contains only Autocron's tables.

/// How many pages of a file may be returned: those that were free throughout the last ten minutes.
///
/// Otherwise a program that stores some megabytes and deletes them a minute later would return each minute the pages
/// that it needs again.
package struct FreePageTrend: Sendable {
    /// How long a page must have been free.
    package static let span = Duration.seconds(600)

    private var began: MonotonicTime?
    private var looks: [(time: MonotonicTime, free: Int64)] = []

    package init() {}

    /// Records how many pages are free, before more become free.
    ///
    /// - Parameters:
    ///   - free: The number of free pages.
    ///   - time: The present.
    /// - Returns: How many of them may be returned; none before the watch has lasted for long enough.
    package mutating func add(_ free: Int64, at time: MonotonicTime) -> Int64 {
        began = began ?? time
        // A look with fewer pages covers all earlier ones with more, until it is forgotten itself.
        while let last = looks.last, last.free >= free { looks.removeLast() }
        looks.append((time, free))
        looks.removeAll { time - $0.time > Self.span }
        guard let began, time - began >= Self.span else { return 0 }
        return max(0, (looks.first?.free ?? 0) - Connection.pageReserve)
    }
}

extension Connection {
    /// Prepares a file for returning pages if it is new and empty; other files are not changed.
    func preparePageReturn() throws(StoreError) {
        let pages = try statement("PRAGMA page_count").first { $0.integer(0) }
        if pages == 0 { try execute("PRAGMA auto_vacuum = INCREMENTAL") }
    }

    /// The number of free pages that are kept for future tasks in any case: a megabyte.
    package static let pageReserve: Int64 = 256

    /// The number of free pages in the file.
    func freePages() throws(StoreError) -> Int64 {
        try statement("PRAGMA freelist_count").first { $0.integer(0) } ?? 0
    }

    /// Returns some free pages to the file system.
    ///
    /// So few that the write lock is held for a millisecond or two; the caller repeats it until nothing is left. The
    /// next checkpoint shortens the file.
    ///
    /// - Parameter reserve: The number of free pages to keep.
    /// - Returns: Whether there may be more.
    /// - Throws: `StoreError`.
    func returnPages(keeping reserve: Int64 = pageReserve) throws(StoreError) -> Bool {
        let free = try freePages()
        let kind = try statement("PRAGMA auto_vacuum").first { $0.integer(0) }
        guard free > reserve, kind == 2, try !hasForeignTables() else { return false }
        if free - reserve < 100 {
            try run(script: "PRAGMA incremental_vacuum(\(free - reserve))")
        } else {
            try execute("PRAGMA incremental_vacuum(100)")
        }
        return true
    }
}
