import TaskModel

extension TaskState {
    var style: TextStyle {
        switch self {
        case .waiting, .cancelled: .plain
        case .running: .heading
        case .succeeded: .good
        case .failed: .error
        case .parked: .warning
        }
    }
}
