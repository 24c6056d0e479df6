import Foundation
import InspectionModel
import Platform
import SQLiteStore
package import TaskModel
import WorkerFiles

/// Maintenance of an SQLite file.
///
/// It keeps no connection open, since most of this needs the file for itself.
package struct SQLiteFileMaintenance: StoreFileMaintenance {
    private let file: DatabaseFile

    /// - Parameter path: A database's path; a missing one is not created.
    package init(path: String) throws(StoreError) {
        file = try DatabaseFile(path, create: false)
    }

    package var path: String { file.path }

    package func check() throws(StoreError) {
        _ = try bytes()
    }

    package func bytes() throws(StoreError) -> Int64 {
        try read { connection throws(StoreError) in try connection.size().bytes }
    }

    package func foreignTables() throws(StoreError) -> [String] {
        try read { connection throws(StoreError) in try connection.foreignTables() }
    }

    private func read<R: Sendable>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        let access = SQLiteStore.Access(syncsOnCommit: true, creates: false, checkpointsAtClose: false)
        let store = try SQLiteStore(path: file.path, access: access)
        defer { store.close() }
        return try store.read(body)
    }

    package func vacuum() throws(StoreError) {
        try Maintenance.vacuum(file)
    }

    package func copy(to path: String) throws(StoreError) {
        try Maintenance.copy(file, to: path)
    }

    package func checkName(ofCopy name: String) throws(StoreError) {
        try DatabaseName.check(name)
    }

    package func isolate() throws(StoreError) -> Bool {
        try Maintenance.isolate(file)
    }

    package func delete() throws {
        guard unsafe unlink(file.path) == 0 else {
            throw SystemFailure("'\(file.path)' cannot be deleted")
        }
        let directory = PoolDirectory(database: file.path)
        let slots = directory.slotNames().map(directory.slot(named:))
        let reports = directory.crashReportNames().map(directory.crashReport(named:))
        let meetingPlaces = [directory.pipe, directory.page, directory.lock]
        for path in [file.path + "-wal", file.path + "-shm"] + meetingPlaces + slots + reports {
            unsafe unlink(path)
        }
        unsafe rmdir(directory.path)
    }
}
