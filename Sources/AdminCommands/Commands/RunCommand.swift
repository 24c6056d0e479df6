import ArgumentParser
import Platform
import SQLiteStore
import StoreAdministration
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
        let now = WallTime.now()
        let (run, queue) = try database.change { connection throws(StoreError) in
            (try connection.runNow(schedule: name, now: now), try connection.schedule(named: name)?.options.queue)
        }
        switch run {
        case .stored(let id):
            print(id.description)
            let pauses = try PauseReport(database, now: now)
            if let note = pauses.note(queue: queue ?? "default", function: name) { Notice.print(note) }
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

    private func refusal(_ database: AdminDatabase) throws -> AdminError {
        let (recurring, all) = try database.store.read { connection throws(StoreError) in
            (try connection.schedules().filter(\.isActive).map(\.name), try connection.functionNames())
        }
        if all.contains(name) {
            return AdminError(.refused, "'\(name)' does not recur; 'autocron enqueue' stores a task of it")
        }
        let hint = NearNames.hint(name, among: recurring) ?? "'autocron cron' lists those that there are"
        return AdminError(.refused, "there is no recurring function '\(name)'; \(hint)")
    }
}
