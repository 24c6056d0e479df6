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
        let database = try database.open()
        _ = try database.change { connection throws(StoreError) in try connection.insert(task) }
        print(TaskIdentifier.text(of: task.id))
        if let note = try PauseReport(database, now: now).note(queue: queue, function: name) { Notice.say(note) }
        if let note = try doubt(database) { Notice.say(note) }
    }

    /// That no program may know the name; it is stored none the less, since another build may.
    private func doubt(_ database: AdminDatabase) throws(StoreError) -> String? {
        let names = try database.store.read { connection throws(StoreError) in try connection.functionNames() }
        guard !names.isEmpty, !names.contains(name) else { return nil }
        let hint = NearNames.hint(name, among: names) ?? "'autocron delete' takes it back"
        return "the program that started last has no function '\(name)', so the task will be parked; \(hint)"
    }
}
