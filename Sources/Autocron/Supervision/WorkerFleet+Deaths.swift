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
        // Read before the worker is handed on to the recovery, which removes what it has left.
        let crash = life.isReady ? nil : (try? CrashReport.read(host.directory.crashReport(named: worker.slotName)))
        let slot = LiveSlot.named(worker.slotName, in: host.directory)
        // A worker that has left in order has removed its slot.
        let hasWorked = slot.map { $0.record != nil } ?? life.isReady
        let exitKind = pool.ended(worker.index, now: .now(), hasWorked: hasWorked)
        let death = WorkerDeath(
            status: status, stopReason: life.killReason?.stopReason(on: slot?.record) ?? .none,
            process: worker.process, lastWords: worker.standardError.map(StandardError.salvage) ?? [])
        let dead = DeadWorker(
            slot: worker.slotName, death: death, idleExit: idleExit(of: worker, life, status: status, exitKind))
        host.databaseMailbox.post { $0.deadWorkers.append(dead) }
        if life.isStarting, !isStopping { reportEarlyExit(of: worker, life, status: status, exitKind, crash: crash) }
        return events + [.died]
    }

    private func reportEarlyExit(
        of worker: WorkerHandle, _ life: WorkerLife, status: TerminationStatus, _ exitKind: PoolState.ExitKind,
        crash: CrashReport?
    ) {
        let deadline = life.killReason == .startTimeout ? runtime.configuration.workerStartLimit : nil
        let what = PrematureExitMessage.describe(
            worker.process, status: status, timeout: deadline, report: crash, wasReporting: life.isReportingCrash)
        report(PrematureExitMessage(exitKind, what: what, process: worker.process, status: status)?.message)
    }

    /// The message about a worker that has ended by itself, or was ended by another program, for the case that it executed
    /// nothing, which only the database knows.
    private func idleExit(
        of worker: WorkerHandle, _ life: WorkerLife, status: TerminationStatus, _ exitKind: PoolState.ExitKind
    ) -> LogMessage? {
        guard life.isReady, !life.wasKilled, !isStopping else { return nil }
        return IdleExitMessage(exitKind, process: worker.process, status: status).message
    }
}
