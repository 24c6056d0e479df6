import Foundation
import InspectionModel
package import Platform
package import TaskModel

extension InspectedDatabase {
    /// Deletes all tasks that ended before an instant, with their results.
    ///
    /// - Returns: How many were deleted.
    /// - Throws: `StoreError`.
    package func prune(before instant: WallTime, now: WallTime) throws(StoreError) -> Int {
        var count = 0
        while true {
            let deleted = try store.prune(before: instant, now: now)
            count += deleted.tasks
            requestMaintenance()
            guard deleted.mayHaveMore else { return count }
            // Gives other writers their turn between two batches.
            usleep(2_000)
        }
    }

    /// How many tasks ``prune(before:now:)`` would delete.
    package func countPrunable(before instant: WallTime) throws(StoreError) -> Int {
        try store.endedTasks(before: instant)
    }
}
