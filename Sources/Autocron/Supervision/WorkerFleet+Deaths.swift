import CPlatform
import Foundation
import Platform
import TaskModel
import WorkerFiles

/// What the end of a worker's process means.
extension WorkerFleet {
    /// Reaps a worker whose process has ended.
    ///
    /// - Returns: What that means for the other parts; empty while the process lives.
    func reap(_ worker: WorkerHandle) -> [WorkerEvent] {
        guard let status = worker.pollTermination() else { return [] }
        // Until the process is reaped, its number, which is also its group's, belongs to no other process.
        if status != .unknown { Foundation.kill(-worker.process, SIGKILL) }
        autocron_reap(worker.process)
        let events = receive(from: worker)
        workers[worker.index] = nil
        host.idleWorkers.remove(worker.index)
        guard let life = pool[worker.index] else { return events + [.died] }
        // Read before the recovery removes what the worker has left.
        let crash = life.isReady ? nil : (try? CrashReport.read(host.directory.crashReport(named: worker.slotName)))
        let slot = LiveSlot.named(worker.slotName, in: host.directory)
        let wasIdle = wasIdle(life, slot)
        recovery.recover(
            slot: worker.slotName,
            death: WorkerDeath(
                status: status, stopReason: life.killReason?.stopReason(on: slot?.record) ?? .none,
                process: worker.process, lastWords: worker.standardError.map(StandardError.salvage) ?? []))
        // A worker that has left in order has removed its slot.
        let hasWorked = slot.map { $0.record != nil } ?? life.isReady
        let exitKind = pool.ended(worker.index, now: .now(), hasWorked: hasWorked)
        if !isStopping { report(worker, life, status: status, exitKind: exitKind, crash: crash, wasIdle: wasIdle) }
        return events + [.died]
    }

    private func report(
        _ worker: WorkerHandle, _ life: WorkerLife, status: TerminationStatus, exitKind: PoolState.ExitKind,
        crash: CrashReport?, wasIdle: Bool
    ) {
        if life.isStarting {
            let deadline = life.killReason == .startTimeout ? runtime.configuration.workerStartLimit : nil
            let what = PrematureExitMessage.describe(
                worker.process, status: status, timeout: deadline, report: crash, wasReporting: life.isReportingCrash)
            report(PrematureExitMessage(exitKind, what: what, process: worker.process, status: status)?.message)
        } else if wasIdle {
            report(IdleExitMessage(exitKind, process: worker.process, status: status).message)
        }
    }

    /// Whether a dead worker has ended by itself, or was ended by another program, while it executed nothing.
    ///
    /// - Parameter slot: what its slot says; nil if it is gone, as it is when a worker has left in order.
    private func wasIdle(_ life: WorkerLife, _ slot: LiveSlot?) -> Bool {
        guard life.isReady, !life.wasKilled, let slot else { return false }
        guard let record = slot.record else { return true }
        do throws(StoreError) {
            let name = try runtime.store.nameOfRunning(record.attempt, slot: slot.name)
            return name == nil
        } catch {
            return false
        }
    }
}
