import ArgumentParser
import Foundation
import TaskStore

/// The command `autocron enqueue`.
struct EnqueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: "Store a task by its function's name, and print its identifier.",
        discussion: """
            The name is the one that 'autocron tasks' shows, such as 'App.send(to:name:)'. The options that the function
            has in its source are not known here: say what differs from queue "default", priority medium, no retry.
            """
    )

    @OptionGroup var database: DatabaseArgument

    @Argument(help: ArgumentHelp("The function's name as it is stored.", valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("The arguments: a JSON object with the parameters' names.", valueName: "json"))
    var arguments = "{}"

    @Option(help: ArgumentHelp("The queue.", valueName: "queue"))
    var queue = "default"

    @Option(help: ArgumentHelp("The priority.", valueName: "priority"))
    var priority = PriorityName.medium

    @Option(help: ArgumentHelp("How often it is tried again after a failure.", valueName: "n"))
    var retries = 0

    @Option(help: ArgumentHelp("Run it after a span: 90s, 10m, 2h, 1d, 1w.", valueName: "span"))
    var after: SpanArgument?

    @Option(help: ArgumentHelp("Run it at an instant: 2026-03-01T12:00:00Z.", valueName: "instant"))
    var at: InstantArgument?

    func validate() throws {
        if name.isEmpty { throw ValidationError("the name is empty") }
        if queue.isEmpty { throw ValidationError("the queue's name is empty") }
        if retries < 0 { throw ValidationError("--retries cannot be negative") }
        if after != nil, at != nil { throw ValidationError("say --after or --at, not both") }
    }

    func run() throws {
        guard (try? JSONSerialization.jsonObject(with: Data(arguments.utf8))) is [String: Any] else {
            throw AdminError(
                .refused,
                "the arguments '\(arguments)' are no JSON object; write the parameters' names as keys, such as {\"to\": 1}"
            )
        }
        let now = Timestamp.now()
        let (delayed, overflow) = now.addingReportingOverflow(after?.microseconds ?? 0)
        let task = NewTask(
            id: TaskIdentifier.make(), name: name, arguments: Array(arguments.utf8), created: now,
            runAt: at?.microseconds ?? (overflow ? .max : delayed), queue: queue, level: priority.level,
            attempts: Int64(retries).addingReportingOverflow(1).partialValue
        )
        _ = try database.open().change { connection throws(StoreError) in try connection.insert(task) }
        print(TaskIdentifier.text(of: task.id))
    }
}
