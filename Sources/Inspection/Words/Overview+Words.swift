import InspectionModel
import TaskModel

extension Overview {
    /// The queues with due tasks that only the program's choice of queues keeps waiting, each with the number of these
    /// tasks: `gpu (3), mail (1)`; nil if there is none.
    var unservedQueues: String? {
        let unserved = queues.filter { $0.isServed == false && !$0.isPaused && $0.due > 0 }
        guard !unserved.isEmpty else { return nil }
        return unserved.map { "\(TerminalEscaping.text($0.name)) (\($0.due))" }.joined(separator: ", ")
    }
}
