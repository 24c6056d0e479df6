import Dispatch
import Platform
import TaskModel

extension Runtime {
    /// Calls a verb of the store that writes, and suspends if that has to wait.
    ///
    /// Another connection's transaction may take seconds, and so may the disk. The threads that Swift's tasks share are
    /// few, so neither must block them.
    ///
    /// - Parameter verb: Calls the verb, with the time that it may wait; called again if it returns nil.
    /// - Returns: The verb's result, once it is committed.
    /// - Throws: `StoreError`.
    func write<R: Sendable>(
        _ verb: @escaping @Sendable (any TaskStore, WriteWait) throws(StoreError) -> R?
    ) async throws(StoreError) -> R {
        if !limits.syncsOnCommit, store.answersAtOnce, let result = try verb(store, .none) { return result }
        // The writers before this one may each wait for as long as their busy timeout, one after the other.
        let began = MonotonicTime.now()
        let result: Result<R, StoreError> = await withCheckedContinuation { continuation in
            transactions.async { [store] in
                continuation.resume(
                    returning: Result { () throws(StoreError) in
                        guard let result = try verb(store, .standard(since: began)) else {
                            throw StoreError(.busy, "other connections to '\(store.location)' wrote for too long")
                        }
                        return result
                    })
            }
        }
        return try result.get()
    }
}
