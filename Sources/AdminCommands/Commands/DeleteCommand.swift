import ArgumentParser
import Inspection

/// The command `autocron delete`.
struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete tasks with their results and their story; those that run cannot be.",
        discussion: """
            With --all and no --state, tasks that have ended are meant; add --state to delete waiting or parked ones.
            """
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var selection: SelectionOptions

    func run() throws {
        print(try selection.apply(.delete, in: try database.open()))
    }
}
