package import InspectionModel
import Platform
package import TaskModel
package import WorkerFiles

extension InspectedDatabase {
    /// Makes a database whose changes are counted by something else than its store.
    ///
    /// - Parameters:
    ///   - store: The store, open.
    ///   - pool: The pool's files.
    ///   - changeCounter: Returns a number that changes with each commit, in place of the store's own.
    package init(
        store: any TaskInspection, pool: PoolDirectory,
        changeCounter: @escaping @Sendable () throws(StoreError) -> Int64
    ) {
        self.init(store: store, pool: pool)
        self.changeCounter = changeCounter
    }

    /// A number that changes when anything in the store or in the pool has changed; reads no table.
    ///
    /// It compares only with other marks of this process. Time is no part of it: a task can become due without a change.
    ///
    /// - Returns: nil if the store does not count its changes.
    /// - Throws: `StoreError`.
    package func changeMark() throws(StoreError) -> Int? {
        guard let changeCounter else { return nil }
        var hasher = Hasher()
        hasher.combine(try changeCounter())
        hasher.combine(FileLock.isHeld(pool.lock))
        for slot in LiveSlot.living(in: pool) {
            hasher.combine(slot.name)
            hasher.combine(slot.process)
            hasher.combine(slot.record?.attempt)
        }
        return hasher.finalize()
    }
}
