import CPlatform
import TaskStore

/// The memory that a worker may use before a fresh one takes its place.
enum MemoryLimit {
    /// Looks whether this process uses more, and says so.
    static func isPassed(_ runtime: Runtime) -> Bool {
        guard let limit = runtime.limits.memoryOfWorker else { return false }
        let used = autocron_resident_memory()
        guard used > UInt64(clamping: limit) else { return false }
        runtime.log(
            .info, "a worker uses \(used) bytes, more than the \(limit) of 'workerMemoryLimit', and is replaced"
        )
        return true
    }
}
