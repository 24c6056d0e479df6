import ArgumentParser
import Foundation
import Platform
import SQLiteStore
import TaskModel

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
        try Self.check("the name", name, most: TaskLimits.name)
        try Self.check("the queue's name", queue, most: TaskLimits.queue)
        if retries < 0 { throw ValidationError("--retries cannot be negative") }
        if after != nil, at != nil { throw ValidationError("say --after or --at, not both") }
    }

    private static func check(_ what: String, _ text: String, most: Int) throws {
        let count = text.utf8.count
        guard count > most else { return }
        throw ValidationError("\(what) takes \(count) bytes, and \(most) are allowed")
    }

    func run() throws {
        guard JSONDepth.isAtMost(TaskLimits.depth, Array(arguments.utf8)) else {
            throw AdminError(
                .refused, "the arguments hold more than \(TaskLimits.depth) arrays and objects inside each other"
            )
        }
        guard (try? JSONSerialization.jsonObject(with: Data(arguments.utf8))) is [String: Any] else {
            throw AdminError(
                .refused,
                "the arguments '\(arguments)' are no JSON object; write the parameters' names as keys, such as {\"to\": 1}"
            )
        }
        let now = WallTime.now()
        let task = NewTask(
            id: TaskID.make(), name: name, arguments: Array(arguments.utf8), created: now,
            runAt: at?.instant ?? now + (after?.duration ?? .zero), queue: queue, priority: priority.priority,
            maxAttempts: Int64(retries) == .max ? .max : Int64(retries) + 1
        )
        let database = try database.open()
        try checkSize(in: database)
        _ = try database.change { connection throws(StoreError) in try connection.insert(task) }
        print(task.id.description)
        if let note = try PauseReport(database, now: now).note(queue: queue, function: name) { Notice.print(note) }
        if let note = try doubt(database) { Notice.print(note) }
    }

    /// Arguments that an application would refuse to store may be too large for a worker.
    private func checkSize(in database: AdminDatabase) throws {
        let settings = try database.store.read { connection throws(StoreError) in try connection.settings() }
        guard case .number(let limit)? = settings.first(where: { $0.setting == .argumentLimit })?.value,
            arguments.utf8.count > limit
        else { return }
        throw AdminError(
            .refused,
            "the arguments take \(arguments.utf8.count) bytes, and \(limit) are allowed; store the data elsewhere and "
                + "pass its name, or raise the setting 'argumentLimit'"
        )
    }

    /// A warning that no program may know the name; the task is stored all the same, because another build may know it.
    private func doubt(_ database: AdminDatabase) throws(StoreError) -> String? {
        let names = try database.store.read { connection throws(StoreError) in try connection.functionNames() }
        guard !names.isEmpty, !names.contains(name) else { return nil }
        let hint = NearNames.hint(name, among: names) ?? "'autocron delete' takes it back"
        return "the program that started last has no function '\(name)', so the task will be parked; \(hint)"
    }
}
