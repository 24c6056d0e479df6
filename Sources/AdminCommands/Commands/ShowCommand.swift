import ArgumentParser
import Inspection
import Platform

/// The command `autocron show`.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one task whole: arguments, attempts and how they ended, progress, result."
    )

    @OptionGroup var database: DatabaseArgument

    @Argument(help: ArgumentHelp("The task's identifier, as 'autocron tasks' shows it.", valueName: "id"))
    var id: TaskIDArgument

    @Flag(
        help: """
            Leave out what may tell of the task's data: arguments, result, unique key, the texts of errors and of \
            progress, a crash's reason and what it wrote to standard error.
            """)
    var redact = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        guard let task = try database.open().task(id.identifier, isRedacted: redact) else {
            throw AdminError(.refused, "there is no task \(id.text); it may have been deleted after its time")
        }
        try output.print(task) { task.lines(on: $0, now: .now()) }
    }
}
