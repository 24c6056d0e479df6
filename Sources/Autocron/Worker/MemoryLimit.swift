import CPlatform
import Foundation

/// The memory that a worker may use before a new one replaces it.
enum MemoryLimit {
    /// The log message if this process uses more; nil if it does not.
    static func objection(_ runtime: Runtime) -> LogMessage? {
        guard let limit = runtime.limits.memoryOfWorker else { return nil }
        let used = autocron_resident_memory()
        guard used > UInt64(clamping: limit) else { return nil }
        return LogMessage(
            .info, .workerRetired,
            "a worker uses \(used) bytes, more than the \(limit) of 'workerMemoryLimit', and is replaced",
            [.worker: getpid()]
        )
    }
}
