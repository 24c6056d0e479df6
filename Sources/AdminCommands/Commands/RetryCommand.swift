import ArgumentParser
import Inspection

/// The command `autocron retry`.
struct RetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Let tasks be tried at once, with one more attempt where none is left.",
        discussion: """
            Failed, cancelled and parked tasks wait again and are due; tasks that wait for their time become due. With
            --all and no --state, failed tasks are meant.
            """
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var selection: SelectionOptions

    func run() throws {
        print(try selection.apply(.retry, in: try database.open()))
    }
}
