import ArgumentParser
import Platform

/// The command `autocron cron`.
struct CronCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cron",
        abstract: "List the recurring functions: when they fire, in words, with their next firing and their last run."
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reports = try CronReport.all(in: try database.open().store, now: .now())
        output.print(json: .list(reports.map(\.json)), lines: CronReport.table(reports).lines)
        guard !reports.isEmpty else {
            throw AdminError(.refused, "no application has registered a recurring function here yet; start it once")
        }
    }
}
