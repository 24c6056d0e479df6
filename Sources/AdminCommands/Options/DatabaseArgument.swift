import ArgumentParser
import Foundation
import TaskStore

/// The first argument of all commands but one.
struct DatabaseArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The file that the application gives to 'Autocron.start'.", valueName: "database"),
        completion: .file()
    )
    var path: String

    /// Opens the database; what is not there is not made.
    func open() throws(StoreError) -> AdminDatabase {
        try AdminDatabase(path: path)
    }
}

/// A database that this tool looks into or changes, by the same rules as the library.
struct AdminDatabase {
    let store: TaskStore
    let directory: PoolDirectory

    init(path: String) throws(StoreError) {
        // A person's order is worth the wait for the disk. The log is copied by the pool's holder and by nobody else.
        let access = TaskStore.Access(waitsForDisk: true, creates: false, checkpointsAtClose: false)
        store = try TaskStore(path: path, access: access)
        directory = PoolDirectory(database: store.file)
    }

    /// Changes something in one transaction, and wakes the pool, which then looks what it was.
    func change<R: Sendable>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        let result = try store.write(body)
        WakePipeWriter(path: directory.pipe).tell(.changed)
        keepLogShort()
        return result
    }

    /// Has the write-ahead log copied when it is long, by the application that hosts workers, or here.
    func keepLogShort() {
        guard store.logFrames > WriteAheadLog.limit else { return }
        guard WakePipeWriter(path: directory.pipe).tell(.logGrown) else {
            // Where it cannot be copied now the next change tries again; nothing is lost while it is long.
            _ = try? Checkpointer(file: store.file).run()
            return
        }
        // So much is written only by an order that goes on and on, which lets the application catch up.
        if store.logFrames > WriteAheadLog.limitOfCallers { usleep(100_000) }
    }

    /// Takes the pool's lock, so that no application hosts workers until it is let go.
    ///
    /// The lock's file is never made here: it would be this user's, and an application of another one could not host.
    ///
    /// - Parameter purpose: what cannot be done meanwhile, for the sentence.
    /// - Returns: the lock; nil where no application ever had workers here.
    /// - Throws: `AdminError` if an application hosts workers; `SystemFailure` where that cannot be found out.
    static func lockPool(of file: DatabaseFile, for purpose: String) throws -> FileLock? {
        let directory = PoolDirectory(database: file)
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
