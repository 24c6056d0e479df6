import Dispatch
import Platform
import SQLiteStore
import TaskModel

extension Runtime {
    /// Runs a body in a write transaction, and suspends if that has to wait.
    ///
    /// Another connection's transaction may take seconds, and so may the disk. The threads that Swift's tasks share are
    /// few, so neither must block them.
    ///
    /// - Parameter body: Uses the connection; may run twice, the second time after a rollback.
    /// - Returns: The body's result, once it is committed.
    /// - Throws: `StoreError`.
    func write<R: Sendable>(
        _ body: @escaping @Sendable (Connection) throws(StoreError) -> R
    ) async throws(StoreError) -> R {
        if !limits.syncsOnCommit, let result = try store.writeAtOnce(body) { return result }
        // The writers before this one may each wait for as long as their busy timeout, one after the other.
        let began = MonotonicTime.now()
        let result: Result<R, StoreError> = await withCheckedContinuation { continuation in
            transactions.async { [store] in
                continuation.resume(returning: Result { () throws(StoreError) in try store.write(since: began, body) })
            }
        }
        return try result.get()
    }
}
