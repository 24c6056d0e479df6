import ArgumentParser
import Foundation
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import WorkerFiles

/// The command `autocron delete-database`.
struct DeleteDatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete-database", abstract: "Delete a database that is not in use, with all its tasks.",
        discussion: "A file that also holds tables of the application's own is never deleted."
    )

    @OptionGroup var database: DatabaseArgument

    @Flag(help: "Do not ask.")
    var yes = false

    func run() throws {
        let file = try refuseForeign()
        let lock = try AdminDatabase.lockPool(of: file, for: "delete the database")
        defer { lock?.release() }
        try confirm(file.path)
        guard try Maintenance.isolate(file) else {
            throw AdminError(.refused, "another program has '\(file.path)' open; end it first")
        }
        try remove(file)
        print("deleted \(TerminalEscaping.text(file.path))")
    }

    private func refuseForeign() throws -> DatabaseFile {
        let store = try database.open().store
        let tables = try store.read { connection throws(StoreError) in try connection.foreignTables() }
        if let first = tables.first {
            throw AdminError(
                .refused,
                "'\(store.file.path)' also holds \(tables.count == 1 ? "a table" : "\(tables.count) tables") of the "
                    + "application ('\(first)'…) and was left as it is; 'autocron delete --all' deletes tasks alone"
            )
        }
        defer { store.close() }
        return store.file
    }

    private func confirm(_ path: String) throws {
        guard !yes else { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw AdminError(.refused, "there is no terminal to ask whether to delete '\(path)'; add --yes")
        }
        print("Delete \(TerminalEscaping.text(path)) and all its tasks? Type yes: ", terminator: "")
        guard readLine()?.trimmingCharacters(in: .whitespaces).lowercased() == "yes" else {
            throw AdminError(.refused, "'\(path)' was left as it is")
        }
    }

    /// Removes our own files by name; a folder that contains anything else is kept.
    private func remove(_ file: DatabaseFile) throws {
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
