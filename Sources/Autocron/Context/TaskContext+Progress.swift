import Foundation
import Synchronization
import TaskStore

extension TaskContext {
    /// Tells how far the running task is, for whoever watches it.
    ///
    /// At most ten reports a second are stored, and the last one, of 1 or more, always. Outside of tasks nothing
    /// happens.
    ///
    /// - Parameters:
    ///   - progress: from 0 to 1.
    ///   - message: what the task is at.
    public static func report(progress: Double, _ message: String = "") {
        guard let context = current, let runtime = CurrentRuntime.value else { return }
        let now = Monotonic.now()
        let isWanted = runtime.lastReport.withLock { last in
            guard progress >= 1 || now - last >= 100_000_000 else { return false }
            last = now
            return true
        }
        guard isWanted else { return }
        // A report that cannot be stored is no reason for the task to fail.
        try? runtime.store.write { connection throws(StoreError) in
            try connection.report(progress: progress, message, of: context.id.bytes)
        }
    }
}
