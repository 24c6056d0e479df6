import ArgumentParser
import Inspection
import InspectionModel
import Platform
import TaskModel

/// The command `autocron resume`.
struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "End a pause: of a queue, of a function, or of everything.",
        discussion: """
            What waits is started at once. Recurring functions go on with their next instant; those that have passed
            are not made up for. Without an option the pause of everything ends; queues and functions that were paused
            by themselves stay so, and are named.
            """
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var options: PauseOptions

    func run() throws {
        let database = try database.open()
        let subject = options.subject
        let change = try database.resume(subject, now: .now())
        let left = try PauseSnapshot(database)
        guard change == .changed else { throw refusal(left) }
        print("resumed \(TerminalEscaping.text(subject.words))")
        if !left.isEmpty { Notice.print("still paused: \(left.names)") }
    }

    private func refusal(_ left: PauseSnapshot) -> AdminError {
        let hint = left.isEmpty ? "nothing is" : "paused are: \(left.names)"
        let words =
            options.subject == .everything
            ? "everything is not paused as a whole" : "\(options.subject.words) is not paused"
        return AdminError(.refused, "\(words); \(hint)")
    }
}
