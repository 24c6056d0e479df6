import ArgumentParser
import Inspection
import InspectionModel
import TaskModel

/// Selects tasks.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only tasks in this state.", valueName: "state"))
    var state: TaskState?

    @Option(help: ArgumentHelp("Only tasks of this queue.", valueName: "queue"))
    var queue: String?

    @Option(help: ArgumentHelp("Only tasks of the function with this name.", valueName: "name"))
    var name: String?

    var filter: TaskFilter {
        TaskFilter(state: state, queue: queue, name: name)
    }

    var isEmpty: Bool { state == nil && queue == nil && name == nil }
}

extension TaskFilter {
    /// The hint if no task matches: existing names that resemble the given ones.
    ///
    /// - Parameters:
    ///   - database: The database with the existing names.
    ///   - otherwise: The hint if no name is near, or if all names exist.
    func hint(in database: InspectedDatabase, otherwise: String) throws(StoreError) -> String {
        let known = try KnownNames(database)
        if let name, !known.functions.contains(name), let hint = NearNames.hint(name, among: known.functions) {
            return hint
        }
        if let queue, !known.queues.contains(queue), let hint = NearNames.hint(queue, among: known.queues) {
            return hint
        }
        return otherwise
    }
}
