import Foundation
package import InspectionModel
import Platform
import TaskModel
package import WorkerFiles

/// A database that a tool looks at and steers: its store, and the pool's files beside it.
///
/// The tool that opens the store makes it; nothing in this target knows what kind of store it is.
package struct InspectedDatabase: Sendable {
    package let store: any TaskInspection
    package let pool: PoolDirectory
    /// Returns a number that changes with each commit; nil for a store that does not count them.
    var changeCounter: (@Sendable () throws(StoreError) -> Int64)?

    package init(store: any TaskInspection, pool: PoolDirectory) {
        self.store = store
        self.pool = pool
        guard let store = store as? any TaskStore else { return }
        changeCounter = { () throws(StoreError) in try store.changeCounter() }
    }

    /// Changes something, and wakes the pool, which then reads the change.
    func change<R>(_ body: (any TaskInspection) throws(StoreError) -> R) throws(StoreError) -> R {
        let result = try body(store)
        WakePipeWriter(path: pool.pipe).send(.changed)
        requestMaintenance()
        return result
    }

    /// Lets the host do what the store needs after much was written; without a host this process does it.
    func requestMaintenance() {
        let need = store.maintenanceNeed
        guard need != .notNeeded else { return }
        guard WakePipeWriter(path: pool.pipe).send(.maintenanceDue) else {
            // If it fails now, the next change tries again; a long WAL loses nothing.
            _ = try? store.performMaintenance()
            return
        }
        // Only a command with many transactions writes this much; the pause lets the host catch up.
        if need == .overdue { usleep(100_000) }
    }
}
