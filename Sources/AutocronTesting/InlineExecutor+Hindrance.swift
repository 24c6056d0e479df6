import Autocron
import InspectionModel
import Platform
import TaskModel

extension InlineExecutor {
    /// Why a task cannot end although nothing else is due now or later.
    ///
    /// - Parameter id: The task.
    func hindrance(of id: TaskID) throws(TaskError) -> TaskError {
        let (found, pauses) = try use { store throws(StoreError) in
            (try store.details(of: [id]).first?.summary, try store.pauses())
        }
        guard let task = found, task.state == .waiting else { return .wouldDeadlock }
        let name = String(decoding: task.name, as: UTF8.self)
        for pause in pauses {
            switch pause.kind {
            case .everything: return .neverRuns("everything in this database is paused; resume it before the wait")
            case .queue where pause.name == task.queue:
                let queue = String(decoding: task.queue, as: UTF8.self)
                return .neverRuns("its queue '\(queue)' is paused; resume it before the wait")
            case .function where pause.name == task.name:
                return .neverRuns("its function '\(name)' is paused; resume it before the wait")
            case .queue, .function, .recurringFunction: continue
            }
        }
        guard task.runAt < .distantFuture else {
            return .neverRuns("the call of '\(name)' was delayed beyond the end of time; give a shorter delay")
        }
        return .wouldDeadlock
    }
}
