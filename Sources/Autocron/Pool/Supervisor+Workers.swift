import CPlatform
import Foundation
import TaskStore

/// How the supervisor starts workers, ends them, and handles their deaths.
extension Supervisor {
    func act(_ action: PoolState.Action, _ now: MonotonicTime) {
        switch action {
        case .spawn(let place): spawn(place, now)
        case .giveUp(let place):
            workers[place]?.wasLate = true
            // It may have claimed a task at the last moment, which is not to blame.
            workers[place]?.kill(because: .interrupted)
        case .retire(let place):
            host.roster.remove(place)
            workers[place]?.retire()
            // It may have been woken for a task that it no longer claims.
            host.roster.wake(.max)
        }
    }

    func spawn(_ place: Int, _ now: MonotonicTime) {
        spawned += 1
        let slotName = "worker-\(getpid())-\(now.nanoseconds)-\(spawned)"
        let hello = Frame.Hello(
            database: runtime.store.file.path, slotName: slotName, slotPath: host.directory.slot(named: slotName),
            waitsForDisk: runtime.configuration.durability == .full
        )
        do {
            workers[place] = try WorkerHandle.spawn(place: place, hello: hello, host.directory, runtime.configuration)
            pool.spawned(place, now: now)
        } catch {
            report(EarlyDeath(pool.failedToSpawn(place, now: now), what: error.description)?.message)
        }
    }

    func killOverdue(_ now: MonotonicTime) {
        for worker in workers.values where !worker.wasKilled {
            // The worker kills itself at that time; this covers one that is stopped, or starved.
            if isOverdue(worker, now) {
                // This thread may have been delayed, and its knowledge of the worker may be outdated.
                hear(worker)
                if isOverdue(worker, now), let limit = worker.limit { kill(worker, for: limit) }
            }
            if let stopDeadline, now >= stopDeadline { worker.kill(because: .interrupted) }
        }
    }

    private func isOverdue(_ worker: WorkerHandle, _ now: MonotonicTime) -> Bool {
        worker.limit.map { now >= $0.killAt + Self.slack } ?? false
    }

    /// Kills a worker because of an attempt that it is known to execute, if it still does.
    private func kill(_ worker: WorkerHandle, for limit: Frame.Limit) {
        let attempt = SlotGlance.of(worker.slotName, in: host.directory)?.record
        let hasEnded = attempt.map { $0.row != limit.row || $0.attempt != limit.attempt } ?? false
        guard !hasEnded else { return worker.note(limit: nil, because: .none) }
        worker.kill(because: worker.limitReason == .none ? .timedOut : worker.limitReason, of: limit)
    }

    /// Nanoseconds that a worker has for ending itself before the supervisor ends it; it takes 20 ms of them to end the
    /// programs that it started.
    static let slack = Duration.milliseconds(60)

    func bury(_ worker: WorkerHandle, _ death: ProcessDeath) {
        // While it is unreaped, its PID, which is also its group's ID, is not reused.
        if death != .unknown { Foundation.kill(-worker.process, SIGKILL) }
        autocron_reap(worker.process)
        hear(worker)
        workers[worker.place] = nil
        host.roster.remove(worker.place)
        // Read before the worker's files are removed.
        let crash = worker.isReady ? nil : (try? CrashReport.read(host.directory.crashReport(named: worker.slotName)))
        let slot = SlotGlance.of(worker.slotName, in: host.directory)
        let wasIdle = wasIdle(worker, slot)
        rescuer.rescue(worker, death, executing: slot?.record)
        // It may have been woken for a task that it did not claim.
        host.roster.wake(.max)
        activity.note(at: .now())
        isTimerStale = true
        // A worker that left in order has removed its slot.
        let hasWorked = slot.map { $0.record != nil } ?? worker.isReady
        let judgment = pool.ended(worker.place, now: .now(), hasWorked: hasWorked)
        guard stopDeadline == nil else { return }
        if !worker.isReady {
            let limit = worker.wasLate ? runtime.configuration.workerStartLimit : nil
            let what = EarlyDeath.describe(
                worker.process, death, limit: limit, report: crash, wasReporting: worker.isReporting)
            report(EarlyDeath(judgment, what: what, process: worker.process, death)?.message)
        } else if wasIdle {
            report(IdleDeath(judgment, process: worker.process, death).message)
        }
    }

    /// Reports workers that crashed on their way to `start` long before their time limit is over.
    func watchStarts(_ now: MonotonicTime) {
        let starting = workers.values.filter { !$0.isReady && !$0.wasKilled && !$0.isReporting }
        let crashed = starts.look(
            at: starting.map { ($0.process, $0.started) }, now: now, hasCrashed: Backtracer.isAtWork)
        for worker in starting where crashed.contains(worker.process) {
            worker.isReporting = true
            runtime.configuration.logHandler(EarlyDeath.reporting(worker.process))
        }
    }

    /// Whether a dead worker ended, by itself or by another process's signal, while it executed nothing.
    ///
    /// - Parameter slot: The content of its slot; nil if the slot is gone, as it is when a worker has left in order.
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

    private func report(_ message: LogMessage?) {
        if let message { runtime.configuration.logHandler(message) }
    }
}
