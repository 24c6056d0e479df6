package import ArgumentParser
import CPlatform
import Foundation

/// The command line: shows and changes the tasks of any database, live or at rest, without the application's source.
///
/// Each command is a file in `Commands`. It reads the database into a snapshot, a plain value of the target `Inspection`,
/// and prints it as tables (`Reports`, `Output`) or as JSON (`JSON.md`); `watch` has a folder of its own. Commands throw
/// errors, and ``CommandExit`` turns an error into text and exit status.
package struct RootCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "autocron",
        abstract: "See and steer the background tasks that an application keeps in a database.",
        discussion: """
            DATABASE is the file that the application gives to 'Autocron.start'. It may be in use meanwhile.

            Exit statuses: 0 done; 1 refused, or nothing matched; 2 wrong usage; 3 the database is unusable.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Looking",
                subcommands: [
                    StatusCommand.self, WatchCommand.self, TasksCommand.self, ShowCommand.self, CronCommand.self,
                    NextCommand.self,
                ]
            ),
            CommandGroup(
                name: "Steering",
                subcommands: [
                    RetryCommand.self, CancelCommand.self, DeleteCommand.self, EnqueueCommand.self, RunCommand.self,
                    PauseCommand.self, ResumeCommand.self, SettingsCommand.self,
                ]
            ),
            CommandGroup(
                name: "Housekeeping",
                subcommands: [
                    DoctorCommand.self, PruneCommand.self, VacuumCommand.self, BackupCommand.self,
                    DeleteDatabaseCommand.self,
                ]
            ),
        ]
    )

    package init() {}

    package static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
            guard autocron_finish_output() else { throw CommandExit.unwritten }
        } catch {
            let ending = CommandExit(error)
            if let output = ending.output { print(output) }
            if let complaint = ending.complaint { Notice.write(complaint) }
            // Standard output is flushed by exit.
            Foundation.exit(ending.status)
        }
    }
}
