import Autocron
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel

extension InlineExecutor {
    /// Why a task cannot end although nothing else is due now or later.
    ///
    /// - Parameter row: The task's row.
    func hindrance(of row: Int64) throws(TaskError) -> TaskError {
        let (found, pauses) = try use { store throws(StoreError) in
            try (store as? SQLiteStore)?.read { connection throws(StoreError) in
                (try connection.summary(row), try connection.pauses())
            } ?? (nil, [])
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
