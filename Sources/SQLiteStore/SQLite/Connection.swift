import CSQLite
import Platform
package import TaskModel

/// One SQLite connection with its prepared statements, to be used by one thread at a time.
///
/// All uses of SQLite's C functions are in this folder; no pointer leaves it. The settings are the same everywhere:
/// write-ahead log, no automatic checkpoint (see ``Checkpointer``), our own busy handler, no memory mapping. Safe
/// because the handle is closed only in `deinit`, and statements are keyed by the addresses of literals, which never
/// move. A lent connection has its owner's settings, and is left open; see ``BorrowedConnection``.
@safe
package final class Connection {
    let path: String
    let handle: OpaquePointer
    private var statements: [UInt: Statement] = [:]
    /// nil for a lent connection, which waits as its owner has configured it.
    private let waiting: BusyHandler?
    /// The number of pages in the write-ahead log after our last commit, as SQLite passed it to its hook.
    package fileprivate(set) var walFrames: Int32 = 0

    /// Opens an existing database file.
    ///
    /// - Parameters:
    ///   - path: The file, which must exist.
    ///   - waitsForDisk: Whether a commit survives a power cut, and so waits for the disk.
    ///   - busyTimeout: How long a statement waits for another connection's lock.
    ///   - checkpointsAtClose: Whether closing the last connection may run a checkpoint, which is SQLite's default;
    ///     only the host process does so.
    ///   - waitingEnd: When all waits of statements end.
    ///   - requiresTables: Whether a file without our tables is refused, before anything in it is changed.
    /// - Throws: `StoreError`.
    package init(
        path: String, syncsOnCommit: Bool, busyTimeout: Duration, checkpointsAtClose: Bool,
        waitingEnd: WaitingEnd? = nil,
        requiresTables: Bool = false
    ) throws(StoreError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let result = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard result == SQLITE_OK, let handle = unsafe opened else {
            let error = unsafe StoreError(result, handle: opened, path: path)
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe self.handle = handle
        self.path = path
        let waiting = BusyHandler(busyTimeout: busyTimeout, end: waitingEnd)
        self.waiting = waiting
        // Before the first statement: an opener that meets the last closer of the same file gets "busy".
        unsafe waiting.install(on: handle)
        if requiresTables { try Schema.require(on: self) }
        unsafe sqlite3_wal_autocheckpoint(handle, 0)
        unsafe autocron_sqlite_keep_log_at_close(handle, checkpointsAtClose ? 0 : 1)
        try configure(syncsOnCommit: syncsOnCommit)
        observeWAL()
    }

    /// Borrows a connection, changing nothing about it.
    ///
    /// - Parameters:
    ///   - handle: The connection, open until this object is gone.
    ///   - path: The file it has open.
    init(lent handle: OpaquePointer, path: String) {
        unsafe self.handle = handle
        self.path = path
        waiting = nil
    }

    deinit {
        for statement in statements.values { statement.finalize() }
        if waiting != nil { unsafe sqlite3_close_v2(handle) }
    }

    private func configure(syncsOnCommit: Bool) throws(StoreError) {
        try execute("PRAGMA mmap_size = 0")
        // Reads the header, so that a file that is not a database is refused before anything is written.
        _ = try statement("PRAGMA schema_version").first { $0.integer(0) }
        try setSyncsOnCommit(syncsOnCommit)
        // After a burst the WAL is truncated to this size; otherwise the file would never shrink.
        try execute("PRAGMA journal_size_limit = 67108864")
    }

    /// Sets whether a commit survives a power cut; called outside of any transaction, where SQLite would ignore it.
    func setSyncsOnCommit(_ waits: Bool) throws(StoreError) {
        try execute(waits ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
    }

    /// Sets the size to which the WAL's file is truncated when this connection restarts it.
    func limitWAL(toBytes size: Int64) throws(StoreError) {
        try run(script: "PRAGMA journal_size_limit = \(size)")
    }

    /// Switches a database from a rollback journal to a write-ahead log, permanently and for all connections.
    ///
    /// - Throws: `StoreError`.
    func enableWAL() throws(StoreError) {
        // A lent connection stays as its owner has configured it.
        guard let waiting else { return }
        let mode = try waiting.untilFree { () throws(StoreError) in
            try statement("PRAGMA journal_mode = WAL").first { $0.text(0) } ?? ""
        }
        guard mode == "wal" else {
            throw StoreError(
                .readOnly,
                "the database '\(path)' cannot use a write-ahead log (SQLite answered '\(mode)'); "
                    + "check that file and folder can be written and are on a local disk"
            )
        }
    }

    /// Runs a transaction that gives up if it would have to wait longer for another connection's lock.
    ///
    /// - Parameters:
    ///   - timeout: How long it may wait.
    ///   - body: The transaction.
    /// - Returns: The body's result; nil if it met a lock.
    func withBusyTimeout<R>(_ timeout: Duration, _ body: () throws(StoreError) -> R) throws(StoreError) -> R? {
        waiting?.timeoutForNow = timeout
        defer { waiting?.timeoutForNow = nil }
        do {
            return try body()
        } catch  where error.code == .busy {
            return nil
        }
    }

    /// From now on waits for the write lock in a queue, and notifies waiting writers of commits.
    func join(_ queue: WriteQueue) {
        waiting?.queue = queue
    }

    /// Lets the next connection of its queue try for the write lock.
    func leaveQueue() {
        waiting?.queue?.leave()
    }

    /// Sets since when the caller has waited for this connection; that time counts toward the busy timeout.
    func waits(since began: MonotonicTime?) {
        waiting?.since = began
    }

    private func observeWAL() {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        // The hook lives as long as the connection, which closes before `self` is gone.
        unsafe sqlite3_wal_hook(
            handle,
            { context, _, _, frames in
                guard let context = unsafe context else { return SQLITE_OK }
                let connection = unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
                connection.walFrames = frames
                connection.waiting?.queue?.hasCommitted()
                return SQLITE_OK
            },
            context
        )
    }

    /// Finds or prepares a statement, with no values bound.
    ///
    /// - Parameter sql: One statement; a literal, so that its address can be the key.
    /// - Returns: The statement, reset.
    /// - Throws: `StoreError`.
    package func statement(_ sql: StaticString) throws(StoreError) -> Statement {
        let key = unsafe UInt(bitPattern: sql.utf8Start)
        if let known = statements[key] { return known }
        let statement = try Statement(sql.description, on: self)
        statements[key] = statement
        return statement
    }

    /// Finds or prepares a statement whose text is composed at run time.
    ///
    /// - Parameters:
    ///   - number: The statement's key; so small that it is no literal's address.
    ///   - sql: Returns the statement's text.
    func statement(number: Int, sql: () -> String) throws(StoreError) -> Statement {
        let key = UInt(number)
        if let known = statements[key] { return known }
        let statement = try Statement(sql(), on: self)
        statements[key] = statement
        return statement
    }

    /// Runs one statement without result.
    package func execute(_ sql: StaticString) throws(StoreError) {
        try statement(sql).run()
    }

    /// Runs several statements of a script, one after the other.
    func run(script: String) throws(StoreError) {
        let result = unsafe sqlite3_exec(handle, script, nil, nil, nil)
        guard result == SQLITE_OK else { throw unsafe StoreError(result, handle: handle, path: path) }
    }

    /// The steps of full scans that this connection's statements have made through tables or indexes; for tests.
    var fullScanSteps: Int {
        statements.values.reduce(0) { $0 + $1.fullScanSteps }
    }

    /// The steps that this connection's statements have made, a measure of time that is independent of load; for tests.
    package var steps: Int {
        statements.values.reduce(0) { $0 + $1.steps }
    }

    /// The number of rows that the last statement changed.
    package var changes: Int {
        unsafe Int(sqlite3_changes64(handle))
    }

    /// The row ID of the last INSERT.
    var lastInsertedRow: Int64 {
        unsafe sqlite3_last_insert_rowid(handle)
    }

    /// Whether the path no longer leads to the file that is open; makes one system call.
    var hasMoved: Bool {
        var moved: Int32 = 0
        let result = unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
        return result == SQLITE_OK && moved != 0
    }

    /// Copies committed pages from the WAL into the file, as far as no reader is in the way.
    ///
    /// - Returns: The number of pages in the WAL, and how many of them are copied.
    /// - Throws: `StoreError`, busy if another connection is running a checkpoint.
    func checkpoint() throws(StoreError) -> (frames: Int32, copied: Int32) {
        var frames: Int32 = 0
        var copied: Int32 = 0
        let result = unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &frames, &copied)
        guard result == SQLITE_OK else { throw unsafe StoreError(result, handle: handle, path: path) }
        return (frames, copied)
    }
}
