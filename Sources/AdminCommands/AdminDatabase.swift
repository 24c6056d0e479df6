import Foundation
import Platform
import SQLiteStore
import TaskModel
import WorkerFiles

/// A database that this tool reads or changes, by the same rules as the library.
struct AdminDatabase {
    let store: SQLiteStore
    let directory: PoolDirectory

    init(path: String) throws(StoreError) {
        // A user's command is worth waiting for the disk. Only the pool's host runs checkpoints.
        let access = SQLiteStore.Access(syncsOnCommit: true, creates: false, checkpointsAtClose: false)
        store = try SQLiteStore(path: path, access: access)
        directory = PoolDirectory(database: store.file.path)
    }

    /// Changes something in one transaction, and wakes the pool, which then reads the change.
    func change<R: Sendable>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        let result = try store.write(body)
        WakePipeWriter(path: directory.pipe).send(.changed)
        keepWALShort()
        return result
    }

    /// Checkpoints a long write-ahead log: the application that hosts workers does it, or else this process.
    func keepWALShort() {
        guard store.walFrames > WriteAheadLog.limit else { return }
        guard WakePipeWriter(path: directory.pipe).send(.maintenanceDue) else {
            // If the checkpoint fails now, the next change tries again; a long log loses nothing.
            _ = try? Checkpointer(file: store.file).run()
            return
        }
        // Only a command with many transactions writes this much; the pause lets the application catch up.
        if store.walFrames > WriteAheadLog.limitOfCallers { usleep(100_000) }
    }

    /// Takes the pool's lock, so that no application hosts workers until it is released.
    ///
    /// The lock file is never created here: it would belong to this user, and an application of another user could not
    /// host.
    ///
    /// - Parameter purpose: What is impossible while workers run, for the error's sentence.
    /// - Returns: The lock; nil if no application ever hosted workers here.
    /// - Throws: `AdminError` if an application hosts workers; `SystemFailure` if the lock cannot be examined.
    static func lockPool(of file: DatabaseFile, for purpose: String) throws -> FileLock? {
        let directory = PoolDirectory(database: file.path)
        do throws(SystemFailure) {
            if let lock = try FileLock.take(directory.lock, waiting: false, creating: false) { return lock }
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
        let holder = FileLock.holder(of: directory.lock).map { " (process \($0.process))" } ?? ""
        throw AdminError(
            .refused, "an application\(holder) hosts workers on '\(file.path)'; stop it first, then \(purpose)"
        )
    }
}
