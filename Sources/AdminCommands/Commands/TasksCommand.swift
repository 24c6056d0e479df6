import ArgumentParser
import Inspection
import InspectionModel
import Platform
import TaskModel

/// The command `autocron tasks`.
struct TasksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks", abstract: "List tasks: the newest first, waiting ones as they are due.",
        discussion: """
            The list is short by default. A search by name or queue looks at the first \(TaskPage.longestSearch) tasks of
            the given state, and says so where there are more.
            """
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var filter: FilterOptions

    @Option(help: ArgumentHelp("How many tasks to list, at most.", valueName: "n"))
    var limit = 20

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else {
            throw ValidationError("--limit is \(limit), and from 1 to 10000 can be listed")
        }
    }

    func run() throws {
        let database = try database.open()
        let found = try TaskQuery(filter: filter.filter, limit: limit).page(in: database)
        let now = WallTime.now()
        try output.print(found) { TaskSummary.table(found.tasks, now: now).lines(on: $0) }
        if found.isCut {
            Notice.print("looked at the first \(TaskPage.longestSearch) tasks only; --state narrows the search")
        }
        guard found.tasks.isEmpty else { return }
        let hint = try filter.filter.hint(in: database, otherwise: "'autocron status' counts them")
        throw AdminError(.refused, "no task matches; \(hint)")
    }
}
