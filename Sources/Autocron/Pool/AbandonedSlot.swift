import Foundation
import TaskStore

/// The slot of a worker that has outlived its application, which is being waited for.
struct AbandonedSlot: Sendable {
    let name: String
    let directory: PoolDirectory
    let runtime: Runtime
    let whenFree: @Sendable () -> Void

    /// Waits in `flock`, then settles what is left.
    func wait() {
        guard let lock = try? FileLock.take(directory.slot(named: name), waiting: true) else { return }
        let now = Timestamp.now()
        let wreck = SlotReading(lock).wreck(slot: name, death: .unknown, now: now)
        let settled = try? runtime.store.write { connection throws(StoreError) in try connection.rescue(wreck, now: now)
        }
        // Left where the database could not be written: the next start settles it.
        if settled != nil { lock.removeFile() }
        runtime.outcomes.signalAll()
        whenFree()
    }
}
