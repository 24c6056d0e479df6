import Dispatch
import TaskStore

extension Runtime {
    /// Runs a body in a write transaction, and suspends where that has to wait.
    ///
    /// Somebody else's transaction may take seconds, and the disk its time. The threads that Swift's tasks share are few,
    /// and are not held up by either.
    ///
    /// - Parameter body: what to do with the connection; may run twice, the second time after a roll-back.
    /// - Returns: what the body returns, once it is committed.
    /// - Throws: `StoreError`.
    func write<R: Sendable>(
        _ body: @escaping @Sendable (Connection) throws(StoreError) -> R
    ) async throws(StoreError) -> R {
        if !limits.waitsForDisk, let result = try store.writeAtOnce(body) { return result }
        // Those before this one may wait for as long as they have patience, one after the other.
        let began = Monotonic.now()
        let result: Result<R, StoreError> = await withCheckedContinuation { continuation in
            transactions.async { [store] in
                continuation.resume(returning: Result { () throws(StoreError) in try store.write(since: began, body) })
            }
        }
        return try result.get()
    }
}
