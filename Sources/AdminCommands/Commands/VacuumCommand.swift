import ArgumentParser
import Inspection
import InspectionModel
import Platform
import TaskModel

/// The command `autocron vacuum`.
struct VacuumCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vacuum", abstract: "Rewrite a resting database without the holes that deleted tasks have left.",
        discussion: "It locks the database while it works, so it is refused while an application hosts workers."
    )

    @OptionGroup var database: DatabaseArgument

    func run() throws {
        let file = try AdminDatabase.file(database.path, onServer: "the server vacuums its tables by itself")
        let before = try file.bytes()
        let lock = try AdminDatabase.lockPool(ofFile: file.path, for: "vacuum")
        defer { lock?.release() }
        try file.vacuum()
        print("\(ByteCount.text(before)) before, \(ByteCount.text(try file.bytes())) now")
    }
}
