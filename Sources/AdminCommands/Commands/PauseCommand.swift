import ArgumentParser
import Inspection
import InspectionModel
import Platform
import TaskModel

/// The command `autocron pause`.
struct PauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Start no more tasks: of a queue, of a function, or of all, until 'resume'.",
        discussion: """
            Tasks that run go on, what waits stays waiting, and new tasks are stored as ever. A pause is kept in the
            database, over restarts of the application; 'autocron status' shows it.

            Without an option everything is paused, recurring functions included. Of a paused recurring function the
            instants pass without runs and are not made up for, and 'autocron run' still runs it. Pauses of queues, of
            functions and of everything are independent of each other.
            """
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var options: PauseOptions

    func run() throws {
        let database = try database.open()
        let subject = options.subject
        switch try database.pause(subject, now: .now()) {
        case .changed: print("paused \(TerminalEscaping.text(subject.words))")
        case .unchanged: print("\(TerminalEscaping.text(subject.words)) was paused already")
        case .unknown: throw try refusal(database)
        }
    }

    private func refusal(_ database: InspectedDatabase) throws -> AdminError {
        let name = options.task ?? ""
        let names = try database.store.functionNames()
        let hint = NearNames.hint(name, among: names) ?? "'autocron tasks' and 'autocron cron' show names"
        return AdminError(.refused, "the program that started last has no function '\(name)'; \(hint)")
    }
}
