import ArgumentParser
import Inspection
import Platform

/// The command `autocron status`.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the pool and its workers, counts by state and queue, and the last failures."
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var output: OutputOptions

    func run() throws {
        let status = try StatusSnapshot(try database.open(), now: .now())
        try output.print(status, lines: status.lines)
    }
}
