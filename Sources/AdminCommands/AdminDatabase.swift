import Foundation
import Inspection
import InspectionModel
import Platform
import StoreAdministration
import StoreOpening
import TaskModel
import WorkerFiles

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
    static func file(_ path: String) throws(StoreError) -> any StoreFileMaintenance {
        try SQLiteFileMaintenance(path: path)
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
