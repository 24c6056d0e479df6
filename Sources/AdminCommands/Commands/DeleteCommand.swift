import ArgumentParser
import StoreAdministration
import TaskModel

/// The command `autocron delete`.
struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete tasks with their results and their story; those that run cannot be.",
        discussion: """
            With --all and no --state, tasks that have ended are meant; add --state to delete waiting or parked ones.
            """
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var selection: SelectionOptions

    func run() throws {
        print(try Self.steering.run(selection, on: try database.open()))
    }

    private static let steering = BulkAction(verb: "deleted", states: [.succeeded, .failed, .cancelled]) {
        connection, id, _ throws(StoreError) in
        switch try connection.delete(id) {
        case .deleted: .changed
        case .running: .refused("runs; 'autocron cancel' stops it")
        case .unknown: .refused("does not exist")
        }
    }
}
