import ArgumentParser
import Autocron

/// A program with several subcommands; only some of them use tasks.
@main
struct Nightly: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Backs files up, by night or when asked to.",
        subcommands: [Check.self, Add.self, Serve.self]
    )
}

/// Uses no tasks, so it does not start the library.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Say whether a file can be backed up.")

    @Argument var file: String

    func run() throws {
        print(file.hasPrefix("/") ? "\(file) can be backed up" : "\(file) has no absolute path")
    }
}

/// Stores a task and ends.
struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Have a file backed up by 'nightly serve'.")

    @OptionGroup var options: DatabaseOptions
    @Argument var file: String

    func run() async throws {
        let autocron = try await Autocron.start(options.database, workers: 0)
        let task = try await backUp(file)
        print("stored as \(task.id)")
        try await autocron.stop()
    }
}

/// Hosts the workers.
///
/// The workers are this program, started again with the same arguments: they, too, parse the command line and reach
/// `start`, so no code that must run only once precedes it.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Back up what was added, and every night.")

    @OptionGroup var options: DatabaseOptions
    @Flag(help: "End when nothing is due any more.") var untilDone = false
    @Option(help: "The number of worker processes.") var workers = 2

    func run() async throws {
        if untilDone {
            let autocron = try await Autocron.start(options.database, workers: workers)
            try await autocron.waitUntilIdle()
            try await autocron.stop()
        } else {
            // Until SIGTERM or Ctrl-C.
            try await Autocron.run(options.database, workers: workers)
        }
        print("done")
    }
}

struct DatabaseOptions: ParsableArguments {
    @Option(help: "The database of tasks.") var database = "nightly.db"
}
