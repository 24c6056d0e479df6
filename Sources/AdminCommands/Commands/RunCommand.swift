import ArgumentParser
import Inspection
import InspectionModel
import Platform
import TaskModel

/// The command `autocron run`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a recurring function now, and print the identifier of its task.",
        discussion: """
            'autocron cron' lists the recurring functions. Their next instants stay as they are. The run starts as soon
            as a worker is free and no more runs of the function execute than its 'overlap:' allows, also while the
            function is paused. A function that is called with arguments is stored with 'autocron enqueue'.
            """
    )

    @OptionGroup var database: DatabaseArgument

    @Argument(help: ArgumentHelp("The recurring function's name, as 'autocron cron' shows it.", valueName: "name"))
    var name: String

    func run() throws {
        let database = try database.open()
        switch try database.runNow(name, now: .now()) {
        case .stored(let id):
            print(id.description)
            if let pause = try database.pause(holding: id) { Notice.print(pause.waitNote) }
        case .removed:
            throw AdminError(
                .refused,
                "the program that started last does not have the recurring function '\(name)' any more; start a build "
                    + "that has it"
            )
        case .unknown:
            throw try refusal(database)
        }
    }

    private func refusal(_ database: InspectedDatabase) throws -> AdminError {
        let known = try KnownNames(database)
        if known.functions.contains(name) {
            return AdminError(.refused, "'\(name)' does not recur; 'autocron enqueue' stores a task of it")
        }
        let hint = NearNames.hint(name, among: known.recurring) ?? "'autocron cron' lists those that there are"
        return AdminError(.refused, "there is no recurring function '\(name)'; \(hint)")
    }
}
