import ArgumentParser
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
        let report = try StatusReport(try database.open(), now: .now())
        output.print(json: report.json, lines: report.lines)
    }
}
