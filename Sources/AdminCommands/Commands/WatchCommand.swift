import ArgumentParser

/// The command `autocron watch`.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Watch workers, queues and what has ended, live, and steer them with keys.",
        discussion: """
            It reads once a second and never blocks the application. The arrow keys choose a row; p pauses or resumes its
            queue or function, P everything, c cancels what a worker runs, r tries a task again, q quits; ? explains.
            It needs a terminal; 'autocron status' prints the same facts once, also as JSON.
            """
    )

    @OptionGroup var database: DatabaseArgument

    @Option(help: ArgumentHelp("Seconds between two looks, from 0.2 to 60.", valueName: "seconds"))
    var interval = 1.0

    func validate() throws {
        guard (0.2...60).contains(interval) else {
            throw ValidationError("--interval is \(interval), and must be from 0.2 to 60")
        }
    }

    func run() throws {
        var session = try WatchSession(try database.open(), interval: .seconds(interval))
        try session.run()
    }
}
