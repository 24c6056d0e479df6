import Foundation
package import Platform
package import TaskModel
import WorkerFiles

/// Runs checkpoints of the write-ahead log without making writers wait and without a race that loses commits.
///
/// SQLite 3.7.0 to 3.51.2 can lose commits, unnoticed by `integrity_check`, if a passive checkpoint that holds no lock
/// meets a WAL that is wholly copied, and a commit resets the WAL at that moment. So automatic checkpoints are off on
/// every connection of ours, and one checkpointer at a time, which has locked the pool's folder, does two steps:
///
/// 1. Commit a row, so that the WAL is not wholly copied, then run a passive checkpoint. No other process runs one, so
///    none can bring about the dangerous state meanwhile. This step does most of the copying, and writers continue.
/// 2. Take the write lock, copy the short rest, release the lock, and commit a row, which restarts the WAL.
///
/// `TRUNCATE` would hold the write lock during two waits for the disk, and during any wait for a reader.
package final class Checkpointer {
    private let file: DatabaseFile
    private let writer: Connection
    private let copier: Connection

    /// Opens the two connections that the steps need.
    ///
    /// - Parameters:
    ///   - file: The database.
    ///   - busyTimeout: How long a step waits for a lock. It should be short: a connection that holds the lock for more
    ///     than a moment lets the WAL grow, and the next request tries again.
    /// - Throws: `StoreError`.
    package init(file: DatabaseFile, busyTimeout: Duration = .seconds(1)) throws(StoreError) {
        self.file = file
        writer = try Connection(
            path: file.path, syncsOnCommit: false, busyTimeout: busyTimeout, checkpointsAtClose: true)
        copier = try Connection(
            path: file.path, syncsOnCommit: false, busyTimeout: busyTimeout, checkpointsAtClose: true)
    }

    /// The result of a checkpoint.
    package struct Progress: Equatable, Sendable {
        /// Pages in the WAL.
        package var frames: Int
        /// The number of them that are in the file; fewer than `frames` if a reader is in the way.
        package var copied: Int

        package var isComplete: Bool { copied == frames }

        package init(frames: Int, copied: Int) {
            self.frames = frames
            self.copied = copied
        }
    }

    /// Does both steps once, unless another process does.
    ///
    /// - Parameter shrinks: Whether the WAL's file is truncated to ``WriteAheadLog/restingSize``; for a quiet moment.
    /// - Returns: What was achieved; nil if another process is running a checkpoint.
    /// - Throws: `StoreError`.
    package func run(shrinks: Bool = false) throws(StoreError) -> Progress? {
        let folder = PoolDirectory(database: file.path).path
        // Without a folder there is no other process that could run a checkpoint.
        guard unsafe access(folder, F_OK) == 0 else { return try copy(shrinks: shrinks) }
        let lock: FileLock?
        do {
            lock = try FileLock.take(folder: folder)
        } catch {
            throw StoreError(.inputOutput, "\(error)")
        }
        guard let lock else { return nil }
        defer { lock.release() }
        return try copy(shrinks: shrinks)
    }

    private func copy(shrinks: Bool) throws(StoreError) -> Progress {
        try commitRow()
        _ = try copier.checkpoint()
        let rest = try copyRestUnderLock()
        if rest.frames == rest.copied {
            // The connection that restarts the WAL truncates it to its own limit.
            if shrinks { try writer.limitWAL(toBytes: WriteAheadLog.restingSize) }
            try commitRow()
        }
        return Progress(frames: Int(rest.frames), copied: Int(rest.copied))
    }

    /// Deletes some old tasks; see ``Connection/deleteFinished(before:now:)``.
    ///
    /// - Returns: Whether there may be more.
    /// - Throws: `StoreError`.
    package func deleteFinished(before instant: WallTime, now: WallTime) throws(StoreError) -> Bool {
        try writer.write { connection throws(StoreError) in
            try connection.deleteFinished(before: instant, now: now).mayHaveMore
        }
    }

    /// The number of free pages in the file.
    ///
    /// - Throws: `StoreError`.
    package func freePages() throws(StoreError) -> Int64 {
        try writer.freePages()
    }

    /// Returns some free pages to the file system; see ``Connection/returnPages(keeping:)``.
    ///
    /// - Parameter reserve: The number of free pages to keep.
    /// - Returns: Whether there may be more.
    /// - Throws: `StoreError`.
    package func returnPages(keeping reserve: Int64 = Connection.pageReserve) throws(StoreError) -> Bool {
        try writer.returnPages(keeping: reserve)
    }

    /// The number of pages in the WAL after the last deletion.
    package var walFrames: Int { Int(writer.walFrames) }

    private func copyRestUnderLock() throws(StoreError) -> (frames: Int32, copied: Int32) {
        try writer.execute("BEGIN IMMEDIATE")
        defer { try? writer.execute("ROLLBACK") }
        return try copier.checkpoint()
    }

    private func commitRow() throws(StoreError) {
        try writer.execute("UPDATE autocron_checkpoints SET count = count + 1")
    }
}
