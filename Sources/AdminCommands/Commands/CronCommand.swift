import ArgumentParser
import Inspection
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
        let schedules = try ScheduleSnapshot.all(in: try database.open(), now: .now())
        try output.print(schedules, lines: ScheduleSnapshot.table(schedules).lines)
        guard !schedules.isEmpty else {
            throw AdminError(.refused, "no application has registered a recurring function here yet; start it once")
        }
    }
}
