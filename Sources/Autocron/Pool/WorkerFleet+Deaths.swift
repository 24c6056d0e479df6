import CPlatform
import Foundation
import TaskStore

/// What the end of a worker's process means.
extension WorkerFleet {
    /// Reaps a worker whose process has ended.
    ///
    /// - Returns: What that means for the other parts; empty while the process lives.
    func reap(_ worker: WorkerHandle) -> [WorkerEvent] {
        guard let death = worker.peekDeath() else { return [] }
        // Until the process is reaped, its number, which is also its group's, belongs to no other process.
        if death != .unknown { Foundation.kill(-worker.process, SIGKILL) }
        autocron_reap(worker.process)
        let events = receive(from: worker)
        workers[worker.place] = nil
        host.roster.remove(worker.place)
        // Read before the recovery removes what the worker has left.
        let crash = worker.isReady ? nil : (try? CrashReport.read(host.directory.crashReport(named: worker.slotName)))
        let slot = SlotGlance.of(worker.slotName, in: host.directory)
        let wasIdle = wasIdle(worker, slot)
        recovery.rescue(worker, death, executing: slot?.record)
        // A worker that has left in order has removed its slot.
        let hasWorked = slot.map { $0.record != nil } ?? worker.isReady
        let judgment = pool.ended(worker.place, now: .now(), hasWorked: hasWorked)
        if !isStopping { report(worker, death, judgment, crash, wasIdle: wasIdle) }
        return events + [.died]
    }

    private func report(
        _ worker: WorkerHandle, _ death: ProcessDeath, _ judgment: PoolState.Judgement, _ crash: CrashReport?,
        wasIdle: Bool
    ) {
        if !worker.isReady {
            let limit = worker.wasLate ? runtime.configuration.workerStartLimit : nil
            let what = EarlyDeath.describe(
                worker.process, death, limit: limit, report: crash, wasReporting: worker.isReporting)
            report(EarlyDeath(judgment, what: what, process: worker.process, death)?.message)
        } else if wasIdle {
            report(IdleDeath(judgment, process: worker.process, death).message)
        }
    }

    /// Whether a dead worker has ended by itself, or was ended by another program, while it executed nothing.
    ///
    /// - Parameter slot: what its slot says; nil if it is gone, as it is when a worker has left in order.
    private func wasIdle(_ worker: WorkerHandle, _ slot: SlotGlance?) -> Bool {
        guard worker.isReady, !worker.wasKilled, let slot else { return false }
        guard let record = slot.record else { return true }
        do throws(StoreError) {
            let name = try runtime.store.read { connection throws(StoreError) in
                try connection.nameOfRunning(row: record.row, attempt: record.attempt, slot: slot.name)
            }
            return name == nil
        } catch {
            return false
        }
    }
}
