import CSQLite

/// One SQLite connection with its prepared statements, to be used by one thread at a time.
///
/// Everything that touches SQLite's C functions is in this folder; no pointer leaves it. The settings are the rules of
/// the house: write-ahead log, no automatic checkpoint (see ``Checkpointer``), our own busy handler, no memory mapping. Safe because the
/// handle is closed only in `deinit`, and statements are keyed by the addresses of literals, which never move. A lent
/// one has its owner's settings, and is left open; see ``LentConnection``.
@safe
package final class Connection {
    let path: String
    let handle: OpaquePointer
    private var statements: [UInt: Statement] = [:]
    /// Nil for a lent connection, which waits as its owner has told it to.
    private let waiting: BusyWaiting?
    /// Pages in the write-ahead log after our last commit, as SQLite told its hook.
    package fileprivate(set) var logFrames: Int32 = 0

    /// Opens an existing database file.
    ///
    /// - Parameters:
    ///   - path: the file, which must exist.
    ///   - waitsForDisk: whether a commit survives a power cut, and so waits for the disk.
    ///   - patience: how long a statement waits for another connection's lock.
    ///   - checkpointsAtClose: whether closing may copy the log into the file when no other connection is left, which
    ///     is SQLite's own habit; only the pool's holder does so.
    ///   - waitingEnd: until when any statement waits.
    ///   - requiresTables: whether a file without our tables is refused, before anything in it is changed.
    /// - Throws: `StoreError`.
    package init(
        path: String, waitsForDisk: Bool, patience: Duration, checkpointsAtClose: Bool, waitingEnd: WaitingEnd? = nil,
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
        let waiting = BusyWaiting(patience: patience, end: waitingEnd)
        self.waiting = waiting
        // Before the first statement: an opener that meets the last closer of the same file is told "busy".
        unsafe waiting.install(on: handle)
        if requiresTables { try Schema.require(on: self) }
        unsafe sqlite3_wal_autocheckpoint(handle, 0)
        unsafe autocron_sqlite_keep_log_at_close(handle, checkpointsAtClose ? 0 : 1)
        try configure(waitsForDisk: waitsForDisk)
        observeLog()
    }

    /// Borrows a connection, changing nothing about it.
    ///
    /// - Parameters:
    ///   - handle: the connection, open until this object is gone.
    ///   - path: the file it has open.
    init(lent handle: OpaquePointer, path: String) {
        unsafe self.handle = handle
        self.path = path
        waiting = nil
    }

    deinit {
        for statement in statements.values { statement.finalize() }
        if waiting != nil { unsafe sqlite3_close_v2(handle) }
    }

    private func configure(waitsForDisk: Bool) throws(StoreError) {
        try execute("PRAGMA mmap_size = 0")
        // Reads the header, so that what is no database is refused before anything is written.
        _ = try statement("PRAGMA schema_version").first { $0.integer(0) }
        try setWaitsForDisk(waitsForDisk)
        // After a burst the log is cut back to this; the file otherwise stays as large as it ever was.
        try execute("PRAGMA journal_size_limit = 67108864")
    }

    /// Sets whether a commit survives a power cut; outside of any transaction, where SQLite would not listen.
    func setWaitsForDisk(_ waits: Bool) throws(StoreError) {
        try execute(waits ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
    }

    /// Sets to how many bytes the log's file is cut back when this connection starts it anew.
    func limitLog(toBytes size: Int64) throws(StoreError) {
        try run(script: "PRAGMA journal_size_limit = \(size)")
    }

    /// Turns a database with a rollback journal into one with a write-ahead log, which it then stays for everybody.
    ///
    /// - Throws: `StoreError`.
    func useLog() throws(StoreError) {
        // A lent one stays as its owner has it.
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

    /// Lets a transaction not begin where it would have to wait for another connection's lock.
    ///
    /// - Parameters:
    ///   - limit: how long it may wait.
    ///   - body: the transaction.
    /// - Returns: what the body returns; nil if it met a lock.
    func withPatience<R>(_ limit: Duration, _ body: () throws(StoreError) -> R) throws(StoreError) -> R? {
        waiting?.limit = limit
        defer { waiting?.limit = nil }
        do {
            return try body()
        } catch  where error.code == .busy {
            return nil
        }
    }

    /// Waits for the write lock in a line from now on, and tells of commits those who wait in one.
    func join(_ queue: WriteQueue) {
        waiting?.queue = queue
    }

    /// Lets the next one of its line ask for the write lock.
    func leaveQueue() {
        waiting?.queue?.leave()
    }

    /// Notes since when the caller has waited for this connection: that counts as patience.
    func waits(since began: Int64?) {
        waiting?.since = began
    }

    private func observeLog() {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        // The hook lives as long as the connection, which closes before `self` is gone.
        unsafe sqlite3_wal_hook(
            handle,
            { context, _, _, frames in
                guard let context = unsafe context else { return SQLITE_OK }
                let connection = unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
                connection.logFrames = frames
                connection.waiting?.queue?.hasCommitted()
                return SQLITE_OK
            },
            context
        )
    }

    /// Finds or prepares a statement, bound to nothing.
    ///
    /// - Parameter sql: one statement; literal, so that its address can be the key.
    /// - Returns: the statement, reset.
    /// - Throws: `StoreError`.
    package func statement(_ sql: StaticString) throws(StoreError) -> Statement {
        let key = unsafe UInt(bitPattern: sql.utf8Start)
        if let known = statements[key] { return known }
        let statement = try Statement(sql.description, on: self)
        statements[key] = statement
        return statement
    }

    /// Finds or prepares a statement that is put together.
    ///
    /// - Parameters:
    ///   - number: the statement's name; so small that no literal has it for an address.
    ///   - sql: gives the statement.
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

    /// Steps through whole tables or indexes that the statements of this connection have made; tests look at it.
    var fullScanSteps: Int {
        statements.values.reduce(0) { $0 + $1.fullScanSteps }
    }

    /// Steps that the statements of this connection have made, a measure of time that no load changes; tests look at it.
    package var steps: Int {
        statements.values.reduce(0) { $0 + $1.steps }
    }

    /// The number of rows that the last statement changed.
    package var changes: Int {
        unsafe Int(sqlite3_changes64(handle))
    }

    /// The key of the row that the last INSERT made.
    var lastInsertedRow: Int64 {
        unsafe sqlite3_last_insert_rowid(handle)
    }

    /// Whether the path no longer leads to the file that is open; asks the system once.
    var hasMoved: Bool {
        var moved: Int32 = 0
        let result = unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
        return result == SQLITE_OK && moved != 0
    }

    /// Copies committed pages from the log into the file, as far as no reader is in the way.
    ///
    /// - Returns: pages in the log, and how many of them are copied.
    /// - Throws: `StoreError`, busy when somebody else is at it.
    func checkpoint() throws(StoreError) -> (frames: Int32, copied: Int32) {
        var frames: Int32 = 0
        var copied: Int32 = 0
        let result = unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &frames, &copied)
        guard result == SQLITE_OK else { throw unsafe StoreError(result, handle: handle, path: path) }
        return (frames, copied)
    }
}
