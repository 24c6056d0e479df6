import CYardstick

/// A database used without Autocron, by the bare statements that any queue in SQLite needs.
///
/// Safe because the pointer never leaves it and is closed only with it.
@safe
final class BareDatabase {
    private let handle: OpaquePointer
    private let path: String

    /// - Parameter waitsForDisk: `synchronous = FULL`.
    init(_ path: String, waitsForDisk: Bool = false) throws {
        guard let handle = unsafe yardstick_open(path, waitsForDisk ? 1 : 0) else { throw Refusal(path: path) }
        unsafe self.handle = handle
        self.path = path
    }

    deinit {
        unsafe yardstick_close(handle)
    }

    struct Refusal: Error, CustomStringConvertible {
        let path: String
        var description: String { "SQLite refused a statement on '\(path)'" }
    }

    @discardableResult
    private func check(_ result: Int32) throws -> Bool {
        guard result >= 0 else { throw Refusal(path: path) }
        return result > 0
    }

    func createTable() throws { try check(unsafe yardstick_create_table(handle)) }

    /// Stores one task in a commit of its own; `runAt` is in µs since 1970.
    func insert(runAt: Int64) throws { try check(unsafe yardstick_insert(handle, runAt)) }

    /// Stores some tasks in one commit.
    func insert(runAt: Int64, count: Int) throws {
        try check(unsafe yardstick_insert_many(handle, runAt, Int32(count)))
    }

    /// Reserves the oldest due task in a commit of its own; nil if nothing is due.
    func claim() throws -> Int64? {
        var row: Int64 = 0
        return try check(unsafe yardstick_claim(handle, &row)) ? row : nil
    }

    /// Stores a reserved task's outcome in a commit of its own.
    func finish(_ row: Int64) throws { try check(unsafe yardstick_finish(handle, row)) }

    /// Whether a task of the yardstick's own table runs, or waits and is due.
    func hasWork() throws -> Bool { try check(unsafe yardstick_has_work(handle, 0)) }

    /// Whether a task of Autocron's table runs, or waits and is due.
    func hasAutocronWork() throws -> Bool { try check(unsafe yardstick_has_work(handle, 1)) }

    /// How much later than its instant each run of Autocron's recurring functions was stored, and started; µs.
    ///
    /// - Parameter instant: Earlier runs are left out; µs since 1970.
    func firings(after instant: Int64) throws -> [(stored: Double, started: Double)] {
        try check(unsafe yardstick_find_firings(handle, instant))
        var firings: [(stored: Double, started: Double)] = []
        var stored: Int64 = 0
        var started: Int64 = 0
        while try check(unsafe yardstick_next_firing(handle, &stored, &started)) {
            firings.append((Double(stored), Double(started)))
        }
        return firings
    }

    /// Checkpoints the write-ahead log, so that the next round begins with an empty one.
    func checkpoint() throws { try check(unsafe yardstick_checkpoint(handle)) }

    /// The present, in the tables' unit: µs since 1970.
    static var now: Int64 { yardstick_now() }

    static var sqliteVersion: String { unsafe String(cString: yardstick_sqlite_version()) }
}
