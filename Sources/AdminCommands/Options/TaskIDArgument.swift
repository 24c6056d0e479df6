import ArgumentParser
import TaskModel

/// A task's identifier on the command line.
struct TaskIDArgument: ExpressibleByArgument, Hashable {
    let identifier: TaskID

    init?(argument: String) {
        guard let identifier = TaskID(argument) else { return nil }
        self.identifier = identifier
    }

    var text: String { identifier.description }
}
