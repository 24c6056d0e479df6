import ArgumentParser
import TaskModel

/// A task's identifier on the command line.
struct TaskIDArgument: ExpressibleByArgument, Hashable {
    let identifier: NewTask.Identifier

    init?(argument: String) {
        guard let identifier = TaskIdentifier.read(argument) else { return nil }
        self.identifier = identifier
    }

    var text: String { TaskIdentifier.text(of: identifier) }
}
