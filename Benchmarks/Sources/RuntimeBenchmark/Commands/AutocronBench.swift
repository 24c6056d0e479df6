import ArgumentParser

/// The program; what it measures is in `MeasureCommand`.
@main
struct AutocronBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "autocron-bench",
        abstract: "Measures Autocron beside bare SQLite.",
        subcommands: [
            MeasureCommand.self, BareDrainer.self, BareClaimer.self, SharingApplication.self, ScheduleKeeper.self,
            BareSleeper.self, HostingApplication.self,
        ],
        defaultSubcommand: MeasureCommand.self
    )
}
