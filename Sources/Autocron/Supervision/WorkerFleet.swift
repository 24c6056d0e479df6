import CPlatform
import Foundation
import Platform
import TaskModel
import WorkerFiles

/// The pool's worker processes: starts them, reads their messages, kills those that must go, and reaps them.
///
/// ``PoolState`` knows the workers, and decides which there should be. Used by the supervisor's thread, which starts all workers: on
/// Linux a worker dies with the thread that has started it.
final class WorkerFleet {
    let runtime: Runtime
    let host: PoolMembership
    var pool: PoolState
    var workers: [Int: WorkerHandle] = [:]
    var startCrashes = StartCrashDetector()
    private let stallWatchdog: StallWatchdog
    private let standstillWatchdog: StandstillWatchdog
    private(set) var stopOrder: PoolMembership.StopOrder?
    private var slots = SlotSupply()
    private let startWorker: StartWorker?

    /// Starts a worker's process, which is told what it needs to know.
    typealias StartWorker = (_ index: Int, _ hello: PoolMessage.Hello) throws(SystemFailure) -> WorkerHandle

    /// - Parameters:
    ///   - runtime: The process's runtime.
    ///   - host: The pool.
    ///   - startWorker: Starts a worker's process; nil for this program's own workers.
    init(runtime: Runtime, host: PoolMembership, startWorker: StartWorker? = nil) {
        self.runtime = runtime
        self.host = host
        self.startWorker = startWorker
        stallWatchdog = StallWatchdog(runtime: runtime, host: host)
        standstillWatchdog = StandstillWatchdog(runtime: runtime, host: host)
        pool = PoolState(runtime.configuration)
    }

    var isStopping: Bool { stopOrder != nil }
    var stopDeadline: MonotonicTime? { stopOrder.map { $0.killAt + PoolState.slack } }
    /// Whether the pool has stopped and no worker is left.
    var isGone: Bool { isStopping && workers.isEmpty }

    // MARK: What the configuration and the application say

    /// Resizes the pool as the configuration says, and tells the workers to read it.
    func applySettings() {
        pool.configure(runtime.configuration)
        for worker in workers.values { worker.sender.send(.settingsChanged) }
    }

    /// Tells the workers of attempts to be cancelled.
    func cancel(_ unwanted: [UnwantedAttempt]) {
        for entry in unwanted {
            let worker = workers.values.first { $0.slotName == entry.slot }
            worker?.sender.send(.cancel(entry.attempt))
        }
    }

    /// Tells all workers to end; the first order counts.
    func stop(_ order: PoolMembership.StopOrder, now: MonotonicTime) {
        guard stopOrder == nil else { return }
        stopOrder = order
        pool.stop()
        for worker in workers.values {
            if pool[worker.index]?.isReady ?? false {
                worker.sender.send(order.message(at: now))
            } else {
                kill(worker, for: .notNeeded)
            }
        }
    }

    // MARK: The loop

    /// When to run again although no worker has said anything.
    func next(_ now: MonotonicTime) -> MonotonicTime? {
        var times = [
            pool.next, pool.nextStallPoll, pool.nextOverdue, startCrashes.next, standstillWatchdog.next,
            host.idleWorkers.nextTimeout,
        ]
        // A killed worker may take its time to die; looking again and again would not help.
        if pool.living.contains(where: { !$0.life.wasKilled }) { times.append(stopDeadline) }
        if workers.values.contains(where: \.sender.hasBacklog) { times.append(now + .milliseconds(20)) }
        // Where no descriptor tells of a process's end, one that has closed its socket is polled.
        if workers.values.contains(where: { $0.isSocketClosed && $0.terminationDescriptor == nil }) {
            times.append(now + .milliseconds(10))
        }
        return times.compactMap { $0 }.min()
    }

    /// Starts, retires and kills workers, as their times have come.
    func run(_ now: MonotonicTime) -> [WorkerEvent] {
        var events: [WorkerEvent] = []
        // What a worker has said by now counts before it is killed.
        if let next = pool.next, next <= now { events += workers.values.flatMap(receive) }
        for action in pool.due(now: now) { act(action, now) }
        orderSlots()
        events += killOverdue(now)
        reportStartCrashes(now)
        return events
    }

    /// Wakes further workers in place of those that did not answer, and looks after the silent and the waiting ones.
    func superviseWoken(_ now: MonotonicTime) {
        host.idleWorkers.wakeOthers(now: now)
        // A thread that wakes a worker from now on sets the alarm. Subscribe before reading which workers are awake, so that
        // no wake-up falls between.
        host.requestWatchdog(true)
        stallWatchdog.poll(workers, in: &pool, now: now)
        // This thread looks again anyway.
        if pool.nextStallPoll != nil || host.idleWorkers.nextTimeout != nil { host.requestWatchdog(false) }
        standstillWatchdog.poll(workers.values, isEachBusy: pool.isEachBusy && !isStopping, now: now)
    }

    /// Takes the database's answer about workers that all wait; see ``StandstillWatchdog``.
    func standstillAnswered(isReported: Bool) {
        standstillWatchdog.answered(isReported: isReported, now: .now())
    }

    /// The workers, with the descriptors to wait for.
    func polledWorkers() -> [(worker: WorkerHandle, descriptors: [Int32])] {
        workers.values.map { ($0, $0.polledDescriptors) }
    }

    // MARK: Starting and ending

    private func act(_ action: PoolState.Action, _ now: MonotonicTime) {
        switch action {
        case .spawn(let index): spawn(index, now)
        case .kill(let index):
            workers[index]?.kill()
        case .retire(let index):
            host.idleWorkers.remove(index)
            workers[index]?.retire()
            // It may have been woken for a task that it does not claim any more.
            host.idleWorkers.wake(.max)
        }
    }

    /// Takes slots that were ordered.
    func takeSlots(_ names: [String]) {
        guard !names.isEmpty else { return }
        slots.deliver(names)
        pool.slotsAreMade()
    }

    private func orderSlots() {
        guard !isStopping else { return }
        let count = slots.order(for: pool.awaitingSlots)
        if count > 0 { host.databaseMailbox.post { $0.slots += count } }
    }

    private func spawn(_ index: Int, _ now: MonotonicTime) {
        guard let slotName = slots.take() else { return pool.awaitSlot(index) }
        do throws(SystemFailure) {
            let hello = PoolMessage.Hello(
                database: runtime.store.address, slotName: slotName, slotPath: host.directory.slot(named: slotName),
                syncsOnCommit: runtime.configuration.durability == .full
            )
            if let startWorker {
                workers[index] = try startWorker(index, hello)
            } else {
                workers[index] = try WorkerHandle.spawn(
                    index: index, hello: hello, reportsIn: host.directory,
                    niceness: runtime.configuration.workerNiceness)
            }
            pool.spawned(index, now: now)
        } catch {
            slots.putBack(slotName)
            report(PrematureExitMessage(pool.failedToSpawn(index, now: now), what: "\(error)")?.message)
        }
    }

    private func killOverdue(_ now: MonotonicTime) -> [WorkerEvent] {
        var events: [WorkerEvent] = []
        for worker in workers.values {
            // The worker kills itself at that time; this is for one that is stopped, or starved.
            if pool.overdue(worker.index, now: now) != nil {
                // This thread may have been held up, and what it knows of the worker may be old.
                events += receive(from: worker)
                if let reason = pool.overdue(worker.index, now: now) { killIfRunning(worker, for: reason) }
            }
            if let stopDeadline, now >= stopDeadline { kill(worker, for: .notNeeded) }
        }
        return events
    }

    /// Kills a worker because of an attempt, if the worker still executes it.
    private func killIfRunning(_ worker: WorkerHandle, for reason: KillReason) {
        let record = LiveSlot.named(worker.slotName, in: host.directory)?.record
        guard reason.isAbout(record) else { return pool.forgetAttempt(worker.index) }
        kill(worker, for: reason)
    }

    /// Kills a worker, once.
    private func kill(_ worker: WorkerHandle, for reason: KillReason) {
        if pool.kill(worker.index, for: reason) { worker.kill() }
    }

    /// Reports workers that crashed on their way to `start`, long before the time for that is over.
    private func reportStartCrashes(_ now: MonotonicTime) {
        let starting = workers.values.compactMap { worker in
            pool[worker.index].flatMap { life in
                life.stage == .starting(isReportingCrash: false) && !life.wasKilled ? (worker, life.started) : nil
            }
        }
        let crashed = startCrashes.poll(
            at: starting.map { ($0.0.process, $0.1) }, now: now, hasCrashed: Backtracer.isAtWork)
        for (worker, _) in starting where crashed.contains(worker.process) {
            pool.update(worker.index) { $0.stage = .starting(isReportingCrash: true) }
            runtime.configuration.logHandler(PrematureExitMessage.reporting(worker.process))
        }
    }

    func report(_ message: LogMessage?) {
        if let message { runtime.configuration.logHandler(message) }
    }
}
