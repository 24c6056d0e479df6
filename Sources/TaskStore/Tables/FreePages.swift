// Pages that deleted tasks leave behind. They are used again, so only a large number of them is given back, and only in
// a file that is ours alone.

extension Connection {
    /// Lets a file that nothing has been written to be one which can give pages back; others stay as they are.
    func preparePageReturn() throws(StoreError) {
        let pages = try statement("PRAGMA page_count").first { $0.integer(0) }
        if pages == 0 { try execute("PRAGMA auto_vacuum = INCREMENTAL") }
    }

    /// How many free pages stay for the tasks to come: a megabyte.
    private static let reserve: Int64 = 256

    /// Gives some free pages back to the file system.
    ///
    /// So few that the write lock is held for a millisecond or two; call it until it has nothing to do. The file gets
    /// shorter when the log is next copied.
    ///
    /// - Returns: whether there may be more.
    /// - Throws: `StoreError`.
    func returnPages() throws(StoreError) -> Bool {
        let free = try statement("PRAGMA freelist_count").first { $0.integer(0) } ?? 0
        let kind = try statement("PRAGMA auto_vacuum").first { $0.integer(0) }
        guard free > Self.reserve, kind == 2, try !hasForeignTables() else { return false }
        try execute("PRAGMA incremental_vacuum(100)")
        return true
    }
}
