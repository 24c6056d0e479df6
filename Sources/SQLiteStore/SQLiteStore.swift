import Foundation
package import Platform
import Synchronization
package import TaskModel
import WorkerFiles

/// The database of one process: one connection that writes and one that reads, each used by one thread at a time.
package final class SQLiteStore: Sendable {
    /// How a process uses the file.
    package struct Access: Sendable {
        /// Whether a commit survives a power cut.
        package var syncsOnCommit: Bool
        /// How long a statement waits for another process's lock.
        package var busyTimeout: Duration
        /// Whether a missing file and missing tables are created.
        package var creates: Bool
        /// Whether closing the last connection may run a checkpoint.
        package var checkpointsAtClose: Bool

        package init(
            syncsOnCommit: Bool = false, busyTimeout: Duration = .seconds(5), creates: Bool = true,
            checkpointsAtClose: Bool = true
        ) {
            self.syncsOnCommit = syncsOnCommit
            self.busyTimeout = busyTimeout
            self.creates = creates
            self.checkpointsAtClose = checkpointsAtClose
        }
    }

    package let file: DatabaseFile
    private let writer: GuardedConnection
    private let reader: GuardedConnection
    private let lastWALFrames = Atomic<Int32>(0)
    private let waitingEnd = WaitingEnd()

    /// Opens a database, and creates it if the access says so.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - access: How this process will use it.
    /// - Throws: `StoreError`.
    package init(path: String, access: Access = Access()) throws(StoreError) {
        file = try DatabaseFile(path, create: access.creates)
        let writer = try Self.connect(file, access, waitingEnd)
        if access.creates { try writer.preparePageReturn() }
        try writer.enableWAL()
        if access.creates { try Schema.prepare(writer) }
        self.writer = GuardedConnection(writer)
        reader = GuardedConnection(try Self.connect(file, access, waitingEnd))
    }

    private static func connect(
        _ file: DatabaseFile, _ access: Access, _ waitingEnd: WaitingEnd
    ) throws(StoreError) -> sending Connection {
        try Connection(
            path: file.path, syncsOnCommit: access.syncsOnCommit, busyTimeout: access.busyTimeout,
            checkpointsAtClose: access.checkpointsAtClose, waitingEnd: waitingEnd, requiresTables: !access.creates
        )
    }

    /// Runs a body in a write transaction.
    ///
    /// - Parameters:
    ///   - began: Since when the caller has waited already; that time is part of the busy timeout.
    ///   - body: Uses the connection.
    /// - Returns: The body's result, once it is committed.
    /// - Throws: `StoreError`; then nothing was changed, unless the file was moved at the very moment of the commit.
    package func write<R: Sendable>(
        since began: MonotonicTime? = nil, _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try writer.withLock(since: began) { connection throws(StoreError) in try write(on: connection, body) }
    }

    /// Makes this process wait for the write lock in a queue with the other processes of its pool.
    ///
    /// - Parameters:
    ///   - page: The memory that the processes share.
    ///   - lane: The queue.
    /// - Throws: `StoreError` if the store is closed.
    func join(_ page: SharedPage, _ lane: SharedPage.Lane) throws(StoreError) {
        try writer.withLock { connection throws(StoreError) in connection.join(WriteQueue(page: page, lane: lane)) }
    }

    /// Runs a body in a write transaction, unless it would have to wait for another connection.
    ///
    /// - Parameter body: Uses the connection.
    /// - Returns: The body's result, once it is committed; nil if another thread or process is writing.
    /// - Throws: `StoreError`, as ``write(_:)``.
    package func writeAtOnce<R: Sendable>(
        _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        try writer.withLockIfAvailable { connection throws(StoreError) -> R? in
            try connection.withBusyTimeout(.zero) { () throws(StoreError) in try write(on: connection, body) }
        } ?? nil
    }

    /// Runs a body in a write transaction, unless other connections write for too long.
    ///
    /// - Parameters:
    ///   - timeout: How long to wait for other threads and processes.
    ///   - body: Uses the connection.
    /// - Returns: The body's result, once it is committed; nil if others wrote for that long.
    /// - Throws: `StoreError`, as ``write(_:)``.
    package func write<R: Sendable>(
        within timeout: Duration, _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        let deadline = ContinuousClock.now + timeout
        while true {
            let tried: R?? = try writer.withLockIfAvailable { connection throws(StoreError) -> R? in
                let left = max(.zero, deadline - ContinuousClock.now)
                return try connection.withBusyTimeout(left) { () throws(StoreError) in try write(on: connection, body) }
            }
            if let tried { return tried }
            guard ContinuousClock.now < deadline else { return nil }
            usleep(100)
        }
    }

    /// Limits every wait for a lock of this database from now on.
    ///
    /// - Parameter timeout: The time after which all waits end.
    package func endWaiting(after timeout: Duration) {
        waitingEnd.set(after: timeout)
    }

    private func write<R>(
        on connection: Connection, _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        let result = try connection.write { connection throws(StoreError) in
            let result = try body(connection)
            // A commit there, reported as not stored, would reappear with the file.
            guard !connection.hasMoved else { throw replaced() }
            return result
        }
        try confirm(connection)
        return result
    }

    /// Stores one task, in a transaction of its own.
    ///
    /// - Parameter task: The task.
    /// - Returns: The result, once it is committed.
    /// - Throws: `StoreError`, as ``write(_:)``.
    package func insert(_ task: NewTask) throws(StoreError) -> InsertResult {
        try writer.withLock { connection throws(StoreError) in try insert(task, on: connection) }
    }

    /// Stores one task, unless it would have to wait for another transaction.
    ///
    /// - Returns: The result, once it is committed; nil if another thread or process is writing.
    /// - Throws: `StoreError`, as ``write(_:)``.
    package func insertAtOnce(_ task: NewTask) throws(StoreError) -> InsertResult? {
        try writer.withLockIfAvailable { connection throws(StoreError) -> InsertResult? in
            try connection.withBusyTimeout(.zero) { () throws(StoreError) in try insert(task, on: connection) }
        } ?? nil
    }

    private func insert(_ task: NewTask, on connection: Connection) throws(StoreError) -> InsertResult {
        guard task.isPlain else {
            return try write(on: connection) { connection throws(StoreError) in try connection.insert(task) }
        }
        // The statement is the transaction: BEGIN and COMMIT would take two more.
        defer { connection.leaveQueue() }
        guard !connection.hasMoved else { throw replaced() }
        let insertion = try connection.insert(task)
        try confirm(connection)
        return insertion
    }

    /// Makes sure that the commit is in the file that other processes open, because its notification would make them
    /// rely on that.
    private func confirm(_ connection: Connection) throws(StoreError) {
        guard !connection.hasMoved else { throw replaced() }
        lastWALFrames.store(connection.walFrames, ordering: .relaxed)
    }

    private func replaced() -> StoreError {
        StoreError(
            .replaced,
            "the database '\(file.path)' was moved, deleted or replaced while it was open, so other processes will "
                + "not see what is stored now; put the file back, or stop and start again with what is there now"
        )
    }

    /// Runs a body that reads one state of the database, concurrently with any writer.
    ///
    /// - Parameter body: Uses the connection; short, because the WAL cannot be restarted in the meantime.
    /// - Returns: The body's result.
    /// - Throws: `StoreError`.
    package func read<R: Sendable>(
        _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try reader.withLock { connection throws(StoreError) in try connection.read(body) }
    }

    /// Sets whether commits survive a power cut, from the next one on.
    ///
    /// - Throws: `StoreError`.
    package func setSyncsOnCommit(_ waits: Bool) throws(StoreError) {
        try writer.withLock { connection throws(StoreError) in try connection.setSyncsOnCommit(waits) }
    }

    /// A number that changes when any other connection has committed.
    ///
    /// - Returns: The number, to be compared with an earlier one.
    /// - Throws: `StoreError`.
    package func dataVersion() throws(StoreError) -> Int64 {
        try reader.withLock { connection throws(StoreError) in try connection.dataVersion() }
    }

    /// The WAL's size on disk in bytes; it is reused from its beginning, and rarely gets shorter.
    package var walSize: Int64 {
        var information = stat()
        return unsafe stat(file.path + "-wal", &information) == 0 ? Int64(information.st_size) : 0
    }

    /// Closes both connections; later calls throw `StoreError` with code `closed`.
    package func close() {
        reader.close()
        writer.close()
    }

    /// The number of pages in the write-ahead log after this process's last commit.
    package var walFrames: Int {
        Int(lastWALFrames.load(ordering: .relaxed))
    }
}
