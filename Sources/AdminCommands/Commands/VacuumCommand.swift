import ArgumentParser
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel

/// The command `autocron vacuum`.
struct VacuumCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vacuum", abstract: "Rewrite a resting database without the holes that deleted tasks have left.",
        discussion: "It locks the database while it works, so it is refused while an application hosts workers."
    )

    @OptionGroup var database: DatabaseArgument

    func run() throws {
        let before = try size()
        let file = try DatabaseFile(database.path, create: false)
        let lock = try AdminDatabase.lockPool(of: file, for: "vacuum")
        defer { lock?.release() }
        try Maintenance.vacuum(file)
        print("\(ByteCount.text(before)) before, \(ByteCount.text(try size())) now")
    }

    private func size() throws(StoreError) -> Int64 {
        try database.open().store.read { connection throws(StoreError) in try connection.size().bytes }
    }
}
