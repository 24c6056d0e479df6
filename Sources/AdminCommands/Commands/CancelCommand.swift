import ArgumentParser
import Inspection

/// The command `autocron cancel`.
struct CancelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel tasks; those that run are stopped.",
        discussion: "With --all and no --state, waiting, parked and running tasks are meant."
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var selection: SelectionOptions

    func run() throws {
        print(try selection.apply(.cancel, in: try database.open()))
    }
}
