import ArgumentParser
import SQLiteStore
import TaskModel

/// The command `autocron cancel`.
struct CancelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel tasks; those that run are stopped.",
        discussion: "With --all and no --state, waiting, parked and running tasks are meant."
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var selection: SelectionOptions

    func run() throws {
        print(try Self.steering.run(selection, on: try database.open()))
    }

    private static let steering = BulkAction(verb: "cancelled", states: [.waiting, .parked, .running]) {
        connection, id, now throws(StoreError) in
        switch try connection.cancel(id, now: now) {
        case .cancelled, .requested: .changed
        case .tooLate: .refused("has ended already")
        case .unknown: .refused("does not exist")
        }
    }
}
