// Pages that deleted tasks leave behind. They are used again, so only those that nobody has needed for a while are given
// back, and only in a file that is ours alone.

/// How many pages of a file may be given back: those that have been free at all times for ten minutes.
///
/// A program that stores some megabytes and deletes them a minute later would otherwise give back each minute what it takes
/// again.
package struct FreePageWatch: Sendable {
    /// Nanoseconds for which a page must have been free.
    package static let span: Int64 = 600_000_000_000

    private var began: Int64?
    private var looks: [(time: Int64, free: Int64)] = []

    package init() {}

    /// Takes note of how many pages are free, before more are made free.
    ///
    /// - Parameters:
    ///   - free: how many there are.
    ///   - time: monotonic nanoseconds.
    /// - Returns: how many of them may be given back; none before the watch has lasted for long enough.
    package mutating func look(_ free: Int64, at time: Int64) -> Int64 {
        began = began ?? time
        // A look with fewer says all that those with more before it say, until it is forgotten itself.
        while let last = looks.last, last.free >= free { looks.removeLast() }
        looks.append((time, free))
        looks.removeAll { time - $0.time > Self.span }
        guard let began, time - began >= Self.span else { return 0 }
        return max(0, (looks.first?.free ?? 0) - Connection.pageReserve)
    }
}

extension Connection {
    /// Lets a file that nothing has been written to be one which can give pages back; others stay as they are.
    func preparePageReturn() throws(StoreError) {
        let pages = try statement("PRAGMA page_count").first { $0.integer(0) }
        if pages == 0 { try execute("PRAGMA auto_vacuum = INCREMENTAL") }
    }

    /// How many free pages stay for the tasks to come in any case: a megabyte.
    package static let pageReserve: Int64 = 256

    /// How many pages of the file are free.
    func freePages() throws(StoreError) -> Int64 {
        try statement("PRAGMA freelist_count").first { $0.integer(0) } ?? 0
    }

    /// Gives some free pages back to the file system.
    ///
    /// So few that the write lock is held for a millisecond or two; call it until it has nothing to do. The file gets
    /// shorter when the log is next copied.
    ///
    /// - Parameter reserve: how many stay.
    /// - Returns: whether there may be more.
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
