import Dispatch
import TaskModel

/// Where calls wait for stores that do not answer at once; the threads that Swift's tasks share must not.
private let reads = DispatchQueue(label: "autocron.reads")

extension TaskStore {
    /// Calls a verb that reads, and suspends if the store does not answer at once.
    ///
    /// - Parameter verb: Calls the verb.
    /// - Returns: The verb's result.
    /// - Throws: `StoreError`.
    func reading<R: Sendable>(
        _ verb: @escaping @Sendable (Self) throws(StoreError) -> R
    ) async throws(StoreError) -> R {
        guard !answersAtOnce else { return try verb(self) }
        let result: Result<R, StoreError> = await withCheckedContinuation { continuation in
            reads.async { [self] in
                continuation.resume(returning: Result { () throws(StoreError) in try verb(self) })
            }
        }
        return try result.get()
    }

    /// Calls a verb whose result the caller does not need, and does not wait for a store that does not answer at once.
    func forgetting(_ verb: @escaping @Sendable (Self) throws(StoreError) -> Void) {
        guard !answersAtOnce else { return (try? verb(self)) ?? () }
        reads.async { [self] in try? verb(self) }
    }
}
