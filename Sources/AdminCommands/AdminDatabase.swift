import Foundation
import Inspection
import InspectionModel
import Platform
import StoreAdministration
import StoreOpening
import TaskModel
import WorkerFiles

#if PostgreSQL
import PostgresAdministration
#endif

/// Opens databases by their paths: the one place of this tool that knows of kinds of store.
enum AdminDatabase {
    /// Opens a database; a missing one is not created.
    static func open(_ path: String) throws(StoreError) -> InspectedDatabase {
        let store = try StoreOpening.open(path, as: .tool)
        guard let inspection = store as? any TaskInspection else {
            throw StoreError(.unexpected, "this tool cannot look into the database '\(store.location)'")
        }
        return InspectedDatabase(store: inspection, pool: PoolDirectory(path: store.poolFolder))
    }

    /// Finds a database's file, for what concerns the file as a whole.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - alternative: What does the same to a database on a server, for the error's sentence.
    /// - Throws: `AdminError` if the database is on a server; `StoreError`.
    static func file(_ path: String, onServer alternative: String) throws -> any StoreFileMaintenance {
        guard !StoreOpening.isOnServer(path) else {
            // The string is not repeated, because it may contain a password.
            throw AdminError(.refused, "this command is for files, and the database is on a server; \(alternative)")
        }
        return try SQLiteFileMaintenance(path: path)
    }

    /// Takes the pool's lock, so that no application hosts workers until it is released.
    ///
    /// The lock file is never created here: it would belong to this user, and an application of another user could not
    /// host.
    ///
    /// - Parameters:
    ///   - path: The database's file.
    ///   - purpose: What is impossible while workers run, for the error's sentence.
    /// - Returns: The lock; nil if no application ever hosted workers here.
    /// - Throws: `AdminError` if an application hosts workers; `SystemFailure` if the lock cannot be examined.
    static func lockPool(ofFile path: String, for purpose: String) throws -> FileLock? {
        let directory = PoolDirectory(database: path)
        do throws(SystemFailure) {
            if let lock = try FileLock.take(directory.lock, waiting: false, creating: false) { return lock }
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
        let holder = FileLock.holder(of: directory.lock).map { " (process \($0.process))" } ?? ""
        throw AdminError(.refused, "an application\(holder) hosts workers on '\(path)'; stop it first, then \(purpose)")
    }
}
