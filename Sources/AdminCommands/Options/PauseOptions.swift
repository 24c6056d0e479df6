import ArgumentParser
import InspectionModel
import TaskModel

/// What to pause or resume.
struct PauseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("One queue.", valueName: "queue"))
    var queue: String?

    @Option(help: ArgumentHelp("One function, whether it recurs or not, by its stored name.", valueName: "name"))
    var task: String?

    func validate() throws {
        if queue != nil, task != nil { throw ValidationError("say --queue or --task, not both") }
        if queue?.isEmpty == true || task?.isEmpty == true { throw ValidationError("the name is empty") }
    }

    var subject: PauseSubject {
        if let queue { .queue(queue) } else if let task { .function(task) } else { .everything }
    }
}
