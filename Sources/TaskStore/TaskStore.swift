import Foundation
import Synchronization

/// The database of one process: one connection that writes and one that reads, each used by one thread at a time.
package final class TaskStore: Sendable {
    /// What a process does with the file.
    package struct Access: Sendable {
        /// Whether a commit survives a power cut.
        package var waitsForDisk: Bool
        /// How long a statement waits for another process's lock.
        package var patience: Duration
        /// Whether a missing file and missing tables are made.
        package var creates: Bool
        /// Whether the last to close may copy the log into the file.
        package var checkpointsAtClose: Bool

        package init(
            waitsForDisk: Bool = false, patience: Duration = .seconds(5), creates: Bool = true,
            checkpointsAtClose: Bool = true
        ) {
            self.waitsForDisk = waitsForDisk
            self.patience = patience
            self.creates = creates
            self.checkpointsAtClose = checkpointsAtClose
        }
    }

    package let file: DatabaseFile
    private let writer: GuardedConnection
    private let reader: GuardedConnection
    private let frames = Atomic<Int32>(0)
    private let waitingEnd = WaitingEnd()

    /// Opens a database, and makes it where the access says so.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - access: what this process will do with it.
    /// - Throws: `StoreError`.
    package init(path: String, access: Access = Access()) throws(StoreError) {
        file = try DatabaseFile(path, create: access.creates)
        let writer = try Self.connect(file, access, waitingEnd)
        if access.creates { try writer.preparePageReturn() }
        try writer.useLog()
        if access.creates { try Schema.prepare(writer) }
        self.writer = GuardedConnection(writer)
        reader = GuardedConnection(try Self.connect(file, access, waitingEnd))
    }

    private static func connect(
        _ file: DatabaseFile, _ access: Access, _ waitingEnd: WaitingEnd
    ) throws(StoreError) -> sending Connection {
        try Connection(
            path: file.path, waitsForDisk: access.waitsForDisk, patience: access.patience,
            checkpointsAtClose: access.checkpointsAtClose, waitingEnd: waitingEnd, requiresTables: !access.creates
        )
    }

    /// Runs a body in a write transaction.
    ///
    /// - Parameters:
    ///   - began: since when the caller has waited already, where it has: that counts as patience; monotonic nanoseconds.
    ///   - body: what to do with the connection.
    /// - Returns: what the body returns, once it is committed.
    /// - Throws: `StoreError`; then nothing of it has happened, unless the file was moved at the very moment of the
    ///   commit.
    package func write<R: Sendable>(
        since began: Int64? = nil, _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try writer.withLock(since: began) { connection throws(StoreError) in try write(on: connection, body) }
    }

    /// Lets this process wait for the write lock in line with the others of its pool.
    ///
    /// - Parameters:
    ///   - page: what the processes share.
    ///   - lane: in which line.
    /// - Throws: `StoreError` where the store is closed.
    package func standInLine(on page: SharedPage, as lane: SharedPage.Lane) throws(StoreError) {
        try writer.withLock { connection throws(StoreError) in connection.join(WriteQueue(page: page, lane: lane)) }
    }

    /// Runs a body in a write transaction, unless it would have to wait for somebody else's.
    ///
    /// - Parameter body: what to do with the connection.
    /// - Returns: what the body returns, once it is committed; nil if somebody else writes, in this process or another.
    /// - Throws: `StoreError`, as ``write(_:)``.
    package func writeAtOnce<R: Sendable>(
        _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        try writer.withLockIfAvailable { connection throws(StoreError) -> R? in
            try connection.withPatience(.zero) { () throws(StoreError) in try write(on: connection, body) }
        } ?? nil
    }

    /// Runs a body in a write transaction, unless somebody else writes for too long.
    ///
    /// - Parameters:
    ///   - limit: how long to wait for others, in this process and in others.
    ///   - body: what to do with the connection.
    /// - Returns: what the body returns, once it is committed; nil if others wrote for that long.
    /// - Throws: `StoreError`, as ``write(_:)``.
    package func write<R: Sendable>(
        within limit: Duration, _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        let deadline = ContinuousClock.now + limit
        while true {
            let tried: R?? = try writer.withLockIfAvailable { connection throws(StoreError) -> R? in
                let left = max(.zero, deadline - ContinuousClock.now)
                return try connection.withPatience(left) { () throws(StoreError) in try write(on: connection, body) }
            }
            if let tried { return tried }
            guard ContinuousClock.now < deadline else { return nil }
            usleep(100)
        }
    }

    /// Lets nobody wait for a lock of this database for longer, whatever they do with it from now on.
    ///
    /// - Parameter limit: how long a wait may still last.
    package func endWaiting(after limit: Duration) {
        waitingEnd.set(after: limit)
    }

    private func write<R>(
        on connection: Connection, _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        let result = try connection.write { connection throws(StoreError) in
            let result = try body(connection)
            // What is committed there and reported as not stored would come back with the file.
            guard !connection.hasMoved else { throw replaced() }
            return result
        }
        try confirm(connection)
        return result
    }

    /// Stores one task, in a transaction of its own.
    ///
    /// - Parameter task: what to store.
    /// - Returns: what became of it, once it is committed.
    /// - Throws: `StoreError`, as ``write(_:)``.
    package func insert(_ task: NewTask) throws(StoreError) -> Connection.Insertion {
        try writer.withLock { connection throws(StoreError) in try insert(task, on: connection) }
    }

    /// Stores one task, unless it would have to wait for somebody else's transaction.
    ///
    /// - Returns: what became of it, once it is committed; nil if somebody else writes, in this process or another.
    /// - Throws: `StoreError`, as ``write(_:)``.
    package func insertAtOnce(_ task: NewTask) throws(StoreError) -> Connection.Insertion? {
        try writer.withLockIfAvailable { connection throws(StoreError) -> Connection.Insertion? in
            try connection.withPatience(.zero) { () throws(StoreError) in try insert(task, on: connection) }
        } ?? nil
    }

    private func insert(_ task: NewTask, on connection: Connection) throws(StoreError) -> Connection.Insertion {
        guard task.isPlain else {
            return try write(on: connection) { connection throws(StoreError) in try connection.insert(task) }
        }
        // The statement is the transaction: to begin and to commit one would take two more.
        defer { connection.leaveQueue() }
        guard !connection.hasMoved else { throw replaced() }
        let insertion = try connection.insert(task)
        try confirm(connection)
        return insertion
    }

    /// Sees to it that what was just committed is in the file that everybody else opens: whoever is told relies on it.
    private func confirm(_ connection: Connection) throws(StoreError) {
        guard !connection.hasMoved else { throw replaced() }
        frames.store(connection.logFrames, ordering: .relaxed)
    }

    private func replaced() -> StoreError {
        StoreError(
            .replaced,
            "the database '\(file.path)' was moved, deleted or replaced while it was open, so what is stored now is lost to "
                + "everybody else; put the file back, or stop and start again with what is there now"
        )
    }

    /// Runs a body that reads one state of the database, beside any writer.
    ///
    /// - Parameter body: what to do with the connection; short, since the log cannot be emptied meanwhile.
    /// - Returns: what the body returns.
    /// - Throws: `StoreError`.
    package func read<R: Sendable>(
        _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try reader.withLock { connection throws(StoreError) in try connection.read(body) }
    }

    /// A sentence about a danger to this file that its users should know of; nil where there is none.
    ///
    /// SQLite 3.7.0 to 3.51.2 can lose commits when connections of several programs checkpoint one file; see
    /// ``Checkpointer``. Our own connections cannot bring that about, others on the same file can.
    ///
    /// - Returns: the sentence, if the file holds tables that are not ours, and SQLite is that old.
    /// - Throws: `StoreError`.
    package func sharingHazard() throws(StoreError) -> String? {
        guard SQLiteVersion.losesCommits else { return nil }
        let isShared = try read { connection throws(StoreError) in try connection.hasForeignTables() }
        guard isShared else { return nil }
        return "'\(file.path)' also holds the application's own tables, and SQLite \(SQLiteVersion.text) has a bug by "
            + "which connections that checkpoint at the same time can lose commits (fixed in 3.51.3): update SQLite, set "
            + "'PRAGMA wal_autocheckpoint = 0' on all of those connections, or give autocron a file of its own"
    }

    /// Sets whether commits survive a power cut, from the next one on.
    ///
    /// - Throws: `StoreError`.
    package func setWaitsForDisk(_ waits: Bool) throws(StoreError) {
        try writer.withLock { connection throws(StoreError) in try connection.setWaitsForDisk(waits) }
    }

    /// A number that changes when any other connection has committed.
    ///
    /// - Returns: the number, to be compared with an earlier one.
    /// - Throws: `StoreError`.
    package func dataVersion() throws(StoreError) -> Int64 {
        try reader.withLock { connection throws(StoreError) in try connection.dataVersion() }
    }

    /// The bytes that the write-ahead log takes on disk; it is used again from its beginning, and rarely gets shorter.
    package var logSize: Int64 {
        var information = stat()
        return unsafe stat(file.path + "-wal", &information) == 0 ? Int64(information.st_size) : 0
    }

    /// Closes both connections; whatever is asked afterwards throws `StoreError` with code `closed`.
    package func close() {
        reader.close()
        writer.close()
    }

    /// Pages in the write-ahead log after this process's last commit.
    package var logFrames: Int {
        Int(frames.load(ordering: .relaxed))
    }
}
