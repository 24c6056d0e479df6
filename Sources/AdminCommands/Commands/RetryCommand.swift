import ArgumentParser
import StoreAdministration
import TaskModel

/// The command `autocron retry`.
struct RetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Let tasks be tried at once, with one more attempt where none is left.",
        discussion: """
            Failed, cancelled and parked tasks wait again and are due; tasks that wait for their time become due. With
            --all and no --state, failed tasks are meant.
            """
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var selection: SelectionOptions

    func run() throws {
        print(try Self.steering.run(selection, on: try database.open()))
    }

    private static let steering = BulkAction(verb: "retried", states: [.failed]) {
        connection, id, now throws(StoreError) in
        switch try connection.retry(id, now: now) {
        case .due: .changed
        case .alreadyDue: .refused("is due already, or runs")
        case .succeeded: .refused("has succeeded and never runs again; 'autocron enqueue' stores another")
        case .duplicate(let other):
            .refused("has a unique key that task \(other) now holds")
        case .unknown: .refused("does not exist")
        }
    }
}
