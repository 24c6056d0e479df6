import ArgumentParser
import Foundation
import Inspection
import InspectionModel
import Platform
import TaskModel

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
        let file = try AdminDatabase.file(
            database.path, onServer: "use 'DROP SCHEMA', or 'autocron delete --all' for the tasks alone")
        try refuseForeign(file)
        let lock = try AdminDatabase.lockPool(ofFile: file.path, for: "delete the database")
        defer { lock?.release() }
        try confirm(file.path)
        guard try file.isolate() else {
            throw AdminError(.refused, "another program has '\(file.path)' open; end it first")
        }
        try file.delete()
        print("deleted \(TerminalEscaping.text(file.path))")
    }

    private func refuseForeign(_ file: any StoreFileMaintenance) throws {
        let tables = try file.foreignTables()
        guard let first = tables.first else { return }
        throw AdminError(
            .refused,
            "'\(file.path)' also holds \(tables.count == 1 ? "a table" : "\(tables.count) tables") of the "
                + "application ('\(first)'…) and was left as it is; 'autocron delete --all' deletes tasks alone"
        )
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
}
