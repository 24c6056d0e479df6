import CPlatform
import Foundation
import TaskStore

/// The pool's worker processes: starts them, reads their messages, kills those that must go, and reaps them.
///
/// ``PoolState`` decides which workers there should be. Used by the supervisor's thread, which starts all workers: on
/// Linux a worker dies with the thread that has started it.
final class WorkerFleet {
    let runtime: Runtime
    let host: PoolHost
    let recovery: SlotRescuer
    var pool: PoolState
    var workers: [Int: WorkerHandle] = [:]
    var starts = StartWatch()
    private let silent: SilentWorkers
    private let waiting: WaitingWorkers
    private var spawned = 0
    private(set) var stopOrder: PoolHost.StopOrder?

    init(_ runtime: Runtime, _ host: PoolHost, _ recovery: SlotRescuer) {
        self.runtime = runtime
        self.host = host
        self.recovery = recovery
        silent = SilentWorkers(runtime: runtime, host: host)
        waiting = WaitingWorkers(runtime: runtime, host: host)
        pool = PoolState(runtime.configuration)
    }

    /// How much later than its own time a worker is killed that should have ended itself.
    static let slack = Duration.milliseconds(60)

    var isStopping: Bool { stopOrder != nil }
    var stopDeadline: MonotonicTime? { stopOrder.map { $0.killAt + Self.slack } }
    /// Whether the pool has stopped and no worker is left.
    var isGone: Bool { isStopping && workers.isEmpty }
    var slotNames: Set<String> { Set(workers.values.map(\.slotName)) }

    // MARK: What the configuration and the application say

    /// Resizes the pool as the configuration says, and tells the workers to read it.
    func applySettings() {
        pool.adopt(runtime.configuration)
        for worker in workers.values { worker.sender.send(.settingsChanged) }
    }

    /// Tells the workers of attempts to be cancelled.
    func cancel(_ unwanted: [Connection.UnwantedAttempt]) {
        for entry in unwanted {
            let worker = workers.values.first { $0.slotName == entry.slot }
            worker?.sender.send(.cancel(row: entry.row, attempt: entry.attempt))
        }
    }

    /// Tells all workers to end; the first order counts.
    func stop(_ order: PoolHost.StopOrder, _ now: MonotonicTime) {
        guard stopOrder == nil else { return }
        stopOrder = order
        pool.stop()
        for worker in workers.values {
            if worker.isReady { worker.sender.send(order.frame(at: now)) } else { worker.kill(because: .interrupted) }
        }
    }

    // MARK: The loop

    /// When to run again although no worker has said anything.
    func next(_ now: MonotonicTime) -> MonotonicTime? {
        var times = [pool.next, silent.next, starts.next, waiting.next, host.roster.nextLook]
        // A killed worker may take its time to die; looking again and again would not help.
        for worker in workers.values where !worker.wasKilled {
            times += [stopDeadline, worker.limit.map { $0.killAt + Self.slack }]
        }
        if workers.values.contains(where: \.sender.hasBacklog) { times.append(now + .milliseconds(20)) }
        // Where no descriptor tells of a process's end, one that has closed its socket is polled.
        if workers.values.contains(where: { $0.isSilent && $0.death == nil }) { times.append(now + .milliseconds(10)) }
        return times.compactMap { $0 }.min()
    }

    /// Starts, retires and kills workers, as their times have come.
    func run(_ now: MonotonicTime) -> [WorkerEvent] {
        var events: [WorkerEvent] = []
        // What a worker has said by now counts before it is killed.
        if let next = pool.next, next <= now { events += workers.values.flatMap(receive) }
        for action in pool.due(now: now) { act(action, now) }
        events += killOverdue(now)
        watchStarts(now)
        return events
    }

    /// Wakes further workers in place of those that did not answer, and looks after the silent and the waiting ones.
    func lookAfterWoken(_ now: MonotonicTime) {
        host.roster.wakeOthers(now: now)
        // A thread that wakes a worker from now on sets the alarm. Subscribe before reading which workers are awake, so that
        // no wake-up falls between.
        host.wantWatch(true)
        silent.look(at: workers, now: now)
        // This thread looks again anyway.
        if silent.next != nil || host.roster.nextLook != nil { host.wantWatch(false) }
        waiting.look(at: (isStopping ? [:] : workers).values, now: now)
    }

    /// The workers, with the descriptors to wait for.
    func watchList() -> [(worker: WorkerHandle, descriptors: [Int32])] {
        workers.values.map { ($0, $0.watched) }
    }

    // MARK: Starting and ending

    private func act(_ action: PoolState.Action, _ now: MonotonicTime) {
        switch action {
        case .spawn(let place): spawn(place, now)
        case .giveUp(let place):
            workers[place]?.wasLate = true
            // It may have claimed a task in the last moment, which is not to blame.
            workers[place]?.kill(because: .interrupted)
        case .retire(let place):
            host.roster.remove(place)
            workers[place]?.retire()
            // It may have been woken for a task that it does not claim any more.
            host.roster.wake(.max)
        }
    }

    private func spawn(_ place: Int, _ now: MonotonicTime) {
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

    private func killOverdue(_ now: MonotonicTime) -> [WorkerEvent] {
        var events: [WorkerEvent] = []
        for worker in workers.values where !worker.wasKilled {
            // The worker kills itself at that time; this is for one that is stopped, or starved.
            if isOverdue(worker, now) {
                // This thread may have been held up, and what it knows of the worker may be old.
                events += receive(from: worker)
                if isOverdue(worker, now), let limit = worker.limit { kill(worker, for: limit) }
            }
            if let stopDeadline, now >= stopDeadline { worker.kill(because: .interrupted) }
        }
        return events
    }

    private func isOverdue(_ worker: WorkerHandle, _ now: MonotonicTime) -> Bool {
        worker.limit.map { now >= $0.killAt + Self.slack } ?? false
    }

    /// Kills a worker because of an attempt, if the worker still executes it.
    private func kill(_ worker: WorkerHandle, for limit: Frame.Limit) {
        let attempt = SlotGlance.of(worker.slotName, in: host.directory)?.record
        let hasEnded = attempt.map { $0.row != limit.row || $0.attempt != limit.attempt } ?? false
        guard !hasEnded else { return worker.note(limit: nil, because: .none) }
        worker.kill(because: worker.limitReason == .none ? .timedOut : worker.limitReason, of: limit)
    }

    /// Reports workers that crashed on their way to `start`, long before the time for that is over.
    private func watchStarts(_ now: MonotonicTime) {
        let starting = workers.values.filter { !$0.isReady && !$0.wasKilled && !$0.isReporting }
        let crashed = starts.look(
            at: starting.map { ($0.process, $0.started) }, now: now, hasCrashed: Backtracer.isAtWork)
        for worker in starting where crashed.contains(worker.process) {
            worker.isReporting = true
            runtime.configuration.logHandler(EarlyDeath.reporting(worker.process))
        }
    }

    func report(_ message: LogMessage?) {
        if let message { runtime.configuration.logHandler(message) }
    }
}
