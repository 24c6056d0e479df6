import InspectionModel
import TaskModel

extension PauseSubject {
    /// Its name in a sentence.
    package var words: String {
        switch self {
        case .everything: "everything"
        case .queue(let name): "queue '\(name)'"
        case .function(let name): "'\(name)'"
        }
    }
}
