import CPlatform
import Foundation
import TaskStore

/// How the supervisor starts workers, ends them, and takes note of their deaths.
extension Supervisor {
    func act(_ action: PoolState.Action, _ now: Int64) {
        switch action {
        case .spawn(let place): spawn(place, now)
        case .giveUp(let place):
            workers[place]?.wasLate = true
            workers[place]?.kill(because: .none)
        case .retire(let place):
            host.roster.remove(place)
            workers[place]?.retire()
            // It may have been woken for a task that it does not claim any more.
            host.roster.wake(.max)
        }
    }

    func spawn(_ place: Int, _ now: Int64) {
        spawned += 1
        let slotName = "worker-\(getpid())-\(now)-\(spawned)"
        let hello = Frame.Hello(
            database: runtime.store.file.path, slotName: slotName, slotPath: host.directory.slot(named: slotName),
            waitsForDisk: runtime.configuration.durability == .full
        )
        do {
            workers[place] = try WorkerHandle.spawn(place: place, hello: hello, host.directory, runtime.configuration)
            pool.spawned(place, now: now)
        } catch {
            report(EarlyDeath(pool.failedToSpawn(place, now: now), what: error.description))
        }
    }

    func killOverdue(_ now: Int64) {
        for worker in workers.values {
            // The worker kills itself at that time; this is for one that is stopped, or starved.
            if let limit = worker.limit, now >= limit.killAt.addingSaturated(Self.slack) {
                worker.kill(because: worker.limitReason == .none ? .timedOut : worker.limitReason)
            }
            if let stopDeadline, now >= stopDeadline { worker.kill(because: .interrupted) }
        }
    }

    /// Nanoseconds that a worker has to end itself before it is ended.
    static let slack: Int64 = 60_000_000

    func bury(_ worker: WorkerHandle, _ death: ProcessDeath) {
        // While it is unreaped, its number, which is also its group's, belongs to nobody else.
        if death != .unknown { Foundation.kill(-worker.process, SIGKILL) }
        autocron_reap(worker.process)
        hear(worker)
        workers[worker.place] = nil
        host.roster.remove(worker.place)
        // Before what it has left is removed.
        let crash = worker.isReady ? nil : (try? CrashReport.read(host.directory.crashReport(named: worker.slotName)))
        rescuer.rescue(worker, death)
        activity.note(at: Monotonic.now())
        isTimerStale = true
        let judgement = pool.ended(worker.place, now: Monotonic.now())
        guard !worker.isReady, stopDeadline == nil else { return }
        let limit = worker.wasLate ? runtime.configuration.workerStartLimit : nil
        let what = EarlyDeath.describe(
            worker.process, death, limit: limit, report: crash, wasReporting: worker.isReporting)
        report(EarlyDeath(judgement, what: what))
    }

    /// Says of workers that crashed on their way to `start` that they did, long before the time for that is over.
    func watchStarts(_ now: Int64) {
        let starting = workers.values.filter { !$0.isReady && !$0.wasKilled && !$0.isReporting }
        let crashed = starts.look(
            at: starting.map { ($0.process, $0.started) }, now: now, hasCrashed: Backtracer.isAtWork)
        for worker in starting where crashed.contains(worker.process) {
            worker.isReporting = true
            runtime.configuration.log(EarlyDeath.reporting(worker.process))
        }
    }

    func report(_ death: EarlyDeath?) {
        if let message = death?.message { runtime.configuration.log(message) }
    }
}
