import Foundation

/// Copies the write-ahead log into the file, without making writers wait and without a race that loses commits.
///
/// SQLite 3.7.0 to 3.51.2 can lose commits, unseen by `integrity_check`, when a passive checkpoint that holds no lock
/// meets a log which is wholly copied, and a commit resets the log at that moment. So automatic checkpoints are off on
/// every connection of ours, and one checkpointer at a time, which has the pool's folder locked, does two steps:
///
/// 1. Commit a row, so that the log is not wholly copied, then a passive checkpoint. Nobody else makes one, hence nobody
///    can bring about the dangerous state while it runs. It does the bulk of the copying, and writers go on meanwhile.
/// 2. Take the write lock, copy the short rest, give the lock back, and commit a row, which starts the log anew.
///
/// `TRUNCATE` would hold the write lock through two waits for the disk, and through any wait for a reader.
package final class Checkpointer {
    private let file: DatabaseFile
    private let writer: Connection
    private let copier: Connection

    /// Opens the two connections that the steps need.
    ///
    /// - Parameters:
    ///   - file: the database.
    ///   - patience: how long a step waits for a lock. Not for long: whoever has the lock for more than a moment lets the
    ///     log grow, and the next request tries again.
    /// - Throws: `StoreError`.
    package init(file: DatabaseFile, patience: Duration = .seconds(1)) throws(StoreError) {
        self.file = file
        writer = try Connection(path: file.path, waitsForDisk: false, patience: patience, checkpointsAtClose: true)
        copier = try Connection(path: file.path, waitsForDisk: false, patience: patience, checkpointsAtClose: true)
    }

    /// What a checkpoint achieved.
    package struct Progress: Equatable, Sendable {
        /// Pages in the log.
        package var frames: Int
        /// Pages of it that are in the file; fewer than `frames` where a reader is in the way.
        package var copied: Int

        package var isComplete: Bool { copied == frames }

        package init(frames: Int, copied: Int) {
            self.frames = frames
            self.copied = copied
        }
    }

    /// Does both steps once, unless another process does.
    ///
    /// - Parameter shrinks: whether the log's file is cut back to ``WriteAheadLog/restingSize``; for a quiet moment.
    /// - Returns: what was achieved; nil where another process is copying.
    /// - Throws: `StoreError`.
    package func run(shrinks: Bool = false) throws(StoreError) -> Progress? {
        let folder = PoolDirectory(database: file).path
        // Where there is no folder, no process is started that could copy beside this one.
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
            // Whoever starts the log anew cuts it back to the limit of its own connection.
            if shrinks { try writer.limitLog(toBytes: WriteAheadLog.restingSize) }
            try commitRow()
        }
        return Progress(frames: Int(rest.frames), copied: Int(rest.copied))
    }

    /// Deletes some old tasks; see ``Connection/deleteFinished(before:now:)``.
    ///
    /// - Returns: whether there may be more.
    /// - Throws: `StoreError`.
    package func deleteFinished(before instant: Int64, now: Int64) throws(StoreError) -> Bool {
        try writer.write { connection throws(StoreError) in
            try connection.deleteFinished(before: instant, now: now).mayHaveMore
        }
    }

    /// How many pages of the file are free.
    ///
    /// - Throws: `StoreError`.
    package func freePages() throws(StoreError) -> Int64 {
        try writer.freePages()
    }

    /// Gives some free pages back to the file system; see ``Connection/returnPages(keeping:)``.
    ///
    /// - Parameter reserve: how many stay.
    /// - Returns: whether there may be more.
    /// - Throws: `StoreError`.
    package func returnPages(keeping reserve: Int64 = Connection.pageReserve) throws(StoreError) -> Bool {
        try writer.returnPages(keeping: reserve)
    }

    /// Pages in the log after the last deletion.
    package var logFrames: Int { Int(writer.logFrames) }

    private func copyRestUnderLock() throws(StoreError) -> (frames: Int32, copied: Int32) {
        try writer.execute("BEGIN IMMEDIATE")
        defer { try? writer.execute("ROLLBACK") }
        return try copier.checkpoint()
    }

    private func commitRow() throws(StoreError) {
        try writer.execute("UPDATE autocron_checkpoints SET count = count + 1")
    }
}
