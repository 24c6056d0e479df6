import ArgumentParser
import Inspection
import Platform

/// The command `autocron prune`.
struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Delete tasks that ended some time ago, with their results.",
        discussion: "The pool does so by itself when the time to live of their results is over."
    )

    @OptionGroup var database: DatabaseArgument

    @Option(help: ArgumentHelp("How long ago: 90s, 10m, 2h, 1d, 1w.", valueName: "span"))
    var olderThan = SpanArgument.day

    func run() throws {
        let database = try database.open()
        let now = WallTime.now()
        let count = try database.prune(before: now - olderThan.duration, now: now)
        guard count > 0 else { throw AdminError(.refused, "no task ended so long ago; --older-than sets the age") }
        print("deleted \(SelectionOptions.tasks(count))")
    }
}
