import ArgumentParser
import Inspection
import InspectionModel
import Platform
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
    var priority = Priority.medium

    @Option(help: ArgumentHelp("How often it is tried again after a failure.", valueName: "n"))
    var retries = 0

    @Option(help: ArgumentHelp("Run it after a span: 90s, 10m, 2h, 1d, 1w.", valueName: "span"))
    var after: SpanArgument?

    @Option(help: ArgumentHelp("Run it at an instant: 2026-03-01T12:00:00Z.", valueName: "instant"))
    var at: InstantArgument?

    func validate() throws {
        if let objection = request(now: .now()).objection { throw ValidationError(objection) }
        if retries < 0 { throw ValidationError("--retries cannot be negative") }
        if after != nil, at != nil { throw ValidationError("say --after or --at, not both") }
    }

    private func request(now: WallTime) -> EnqueueRequest {
        EnqueueRequest(
            name: name, arguments: arguments, queue: queue, priority: priority, retries: retries,
            due: at?.instant ?? after.map { now + $0.duration }
        )
    }

    func run() throws {
        let now = WallTime.now()
        let request = request(now: now)
        try request.checkArguments()
        let database = try database.open()
        let id = try request.store(in: database, now: now)
        print(id.description)
        if let pause = try database.pause(holding: id) { Notice.print(pause.waitNote) }
        if let note = try doubt(database) { Notice.print(note) }
    }

    /// A warning that no program may know the name; the task is stored all the same, because another build may know it.
    private func doubt(_ database: InspectedDatabase) throws(StoreError) -> String? {
        let names = try database.store.functionNames()
        guard !names.isEmpty, !names.contains(name) else { return nil }
        let hint = NearNames.hint(name, among: names) ?? "'autocron delete' takes it back"
        return "the program that started last has no function '\(name)', so the task will be parked; \(hint)"
    }
}
