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
        let reading = SlotReading(lock)
        let evidence = CrashEvidence(reading, [], report: directory.crashReport(named: name))
        let wreck = reading.wreck(slot: name, death: .unknown, evidence: evidence, now: now)
        let settled = try? runtime.store.write { connection throws(StoreError) in try connection.rescue(wreck, now: now)
        }
        // Left where the database could not be written: the next start settles it.
        if settled != nil {
            CrashEvidence.remove(directory.crashReport(named: name))
            lock.removeFile()
        }
        runtime.outcomes.signalAll()
        whenFree()
    }
}
