import Platform
package import TaskModel
import WorkerFiles

extension InspectedDatabase {
    /// A number that changes when anything in the store or in the pool has changed; reads no table.
    ///
    /// It compares only with other marks of this process. Time is no part of it: a task can become due without a change.
    ///
    /// - Returns: nil if the store does not count its changes.
    /// - Throws: `StoreError`.
    package func changeMark() throws(StoreError) -> Int? {
        guard let store = store as? any TaskStore else { return nil }
        var hasher = Hasher()
        hasher.combine(try store.changeCounter())
        hasher.combine(FileLock.isHeld(pool.lock))
        for slot in LiveSlot.living(in: pool) {
            hasher.combine(slot.name)
            hasher.combine(slot.process)
            hasher.combine(slot.record?.attempt)
        }
        return hasher.finalize()
    }
}
