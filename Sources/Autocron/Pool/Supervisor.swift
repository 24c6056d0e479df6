import CPlatform
import Foundation
import TaskStore

/// The thread that hosts a database's pool: it keeps the workers, the timer and the schedules.
///
/// It holds the pool's lock as long as it works. All worker processes are started by this one thread. What it decides
/// is in ``PoolState`` and ``Timetable``; here it is carried out.
final class Supervisor {
    private let runtime: Runtime
    private let host: PoolHost
    private let lock: FileLock
    private let wakePipe: Descriptor
    private let checkpoints: CheckpointThread
    private let rescuer: SlotRescuer
    private var pool: PoolState
    private var workers: [Int: WorkerHandle] = [:]
    private var schedules: ScheduleKeeper?
    private var spawned = 0
    private var stopDeadline: Int64?
    /// Wall-clock instant of the next waiting task that is not due yet.
    private var nextDue: Int64?
    private var isTimerStale = true
    private var activity = Activity()
    private var outside = OutsideLook(now: Monotonic.now())
    private var retryAt: Int64?
    /// What somebody has set may be other than what the pool goes by, which could not be read.
    private var mustAdopt = false
    private let silent: SilentWorkers

    /// - Parameter lock: the pool's lock.
    /// - Throws: `SystemFailure` or `StoreError`.
    init(runtime: Runtime, host: PoolHost, lock: FileLock) throws {
        self.runtime = runtime
        self.host = host
        self.lock = lock
        wakePipe = try WakePipe.reader(host.directory.pipe)
        checkpoints = CheckpointThread(file: runtime.store.file, log: runtime.configuration.log)
        rescuer = SlotRescuer(runtime: runtime, directory: host.directory)
        silent = SilentWorkers(runtime: runtime, host: host)
        pool = PoolState(runtime.configuration)
    }

    /// Hosts the pool until the application is stopped.
    func run() {
        checkpoints.start()
        rescuer.whenRescued = { [host] in host.lookAgain() }
        takeOver()
        while !isOver { turn() }
        rescuer.settleAll(patience: 20)
        checkpoints.finish()
        runtime.outcomes.signalAll()
        lock.release()
        host.end()
    }

    private var isOver: Bool {
        stopDeadline != nil && workers.isEmpty
    }

    /// Puts in order what earlier pools have left.
    private func takeOver() {
        attempt { () throws(StoreError) in
            try runtime.pinSettings()
            pool.adopt(runtime.configuration)
            try rescuer.rescueAbandoned(except: Set(workers.values.map(\.slotName)))
            let registry = runtime.registry
            _ = try runtime.store.write { connection throws(StoreError) in
                try connection.unpark { registry[$0] != nil }
            }
            schedules = try ScheduleKeeper(runtime)
            // If this is not the first try, workers may have looked in vain for what was unparked.
            host.roster.wake(.max)
        }
        runtime.outcomes.signalAll()
    }

    private func turn() {
        if schedules == nil, retryAt.map({ $0 <= Monotonic.now() }) ?? true { takeOver() }
        let now = Monotonic.now()
        beginStopping(now)
        for action in pool.due(now: now) { act(action, now) }
        killOverdue(now)
        rescuer.retry()
        ringTimer()
        // After everything that wakes workers, or one that is woken for a task of the timer would not be looked after.
        silent.look(at: workers, now: Monotonic.now())
        wait()
    }

    // MARK: Workers

    private func act(_ action: PoolState.Action, _ now: Int64) {
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

    private func spawn(_ place: Int, _ now: Int64) {
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
            pool.spawned(place, now: now)
            report(EarlyDeath(pool.ended(place, now: now), what: error.description))
        }
    }

    private func killOverdue(_ now: Int64) {
        for worker in workers.values {
            // The worker kills itself at that time; this is for one that is stopped, or starved.
            if let limit = worker.limit, now >= limit.killAt.addingSaturated(Self.slack) {
                worker.kill(because: worker.limitReason == .none ? .timedOut : worker.limitReason)
            }
            if let stopDeadline, now >= stopDeadline { worker.kill(because: .interrupted) }
        }
    }

    /// Nanoseconds that a worker has to end itself before it is ended.
    private static let slack: Int64 = 60_000_000

    private func bury(_ worker: WorkerHandle, _ death: ProcessDeath) {
        // While it is unreaped, its number, which is also its group's, belongs to nobody else.
        if death != .unknown { Foundation.kill(-worker.process, SIGKILL) }
        autocron_reap(worker.process)
        hear(worker)
        workers[worker.place] = nil
        host.roster.remove(worker.place)
        rescuer.rescue(worker, death)
        activity.note(at: Monotonic.now())
        isTimerStale = true
        let judgement = pool.ended(worker.place, now: Monotonic.now())
        guard !worker.isReady, stopDeadline == nil else { return }
        let limit = worker.wasLate ? runtime.configuration.workerStartLimit : nil
        report(EarlyDeath(judgement, what: EarlyDeath.describe(worker.process, death, limit: limit)))
    }

    private func report(_ death: EarlyDeath?) {
        if let message = death?.message { runtime.configuration.log(message) }
    }

    // MARK: Hearing

    private func wait() {
        let list = workers.values.map { (worker: $0, descriptors: $0.watched) }
        let watched = [host.control.number, wakePipe.number] + list.flatMap(\.descriptors)
        let ready = Poll.wait(for: watched, until: deadline())
        var rest = ready.dropFirst(2)
        for (worker, descriptors) in list {
            // First, since somebody may wait for its task's result.
            if rest.prefix(descriptors.count).contains(true) || worker.sender.hasBacklog { hear(worker) }
            rest = rest.dropFirst(descriptors.count)
        }
        if ready[0] {
            if host.control.readAvailable()?.contains(PoolHost.timerMoved) ?? true { isTimerStale = true }
        }
        if ready[1] { hearOthers() }
        if host.takeWantsLook() { lookForUnwanted() }
        if host.takeWantsCheckpoint() { checkpoints.request() }
        for (worker, _) in list {
            if let death = worker.peekDeath() { bury(worker, death) }
        }
    }

    /// Another process has changed something, and cannot say what.
    private func hearOthers() {
        _ = wakePipe.readAvailable()
        isTimerStale = true
        schedules?.hearOthers()
        readSettings()
        activity.note(at: Monotonic.now())
        host.roster.wake(.max)
        lookForUnwanted()
        runtime.outcomes.signalAll()
    }

    /// Lets the pool and its workers go by what somebody may have set.
    private func readSettings() {
        attempt { () throws(StoreError) in try adoptSettings() }
    }

    private func adoptSettings() throws(StoreError) {
        mustAdopt = true
        let hasChanged = try runtime.readSettings()
        mustAdopt = false
        guard hasChanged else { return }
        pool.adopt(runtime.configuration)
        for worker in workers.values { worker.sender.send(.settingsChanged) }
    }

    private func hear(_ worker: WorkerHandle) {
        worker.sender.flush()
        while let frames = worker.hear() {
            for frame in frames { hear(frame, from: worker) }
            activity.note(at: Monotonic.now())
        }
    }

    private func hear(_ frame: Frame, from worker: WorkerHandle) {
        switch frame {
        case .ready:
            worker.isReady = true
            pool.ready(worker.place)
            host.roster.add(worker.place, sender: worker.sender)
            if let order = host.stopOrder, stopDeadline != nil { worker.sender.send(order.frame) }
        case .idle:
            worker.note(limit: nil, because: .none)
            host.roster.rest(worker.place)
        case .busy(let limit, let verdict):
            worker.note(limit: limit, because: verdict)
        case .settled(let tasks):
            worker.note(limit: nil, because: .none)
            runtime.outcomes.signal(tasks)
        case .stored(let due, let earliest):
            host.roster.wake(Int(clamping: due))
            if earliest < nextDue ?? .max { isTimerStale = true }
        case .cancellationRequested:
            lookForUnwanted()
            runtime.outcomes.signalAll()
        case .logGrown:
            checkpoints.request()
        case .hello, .wake, .cancel, .stop, .settingsChanged:
            break
        }
    }

    /// Tells workers which of their attempts somebody has cancelled.
    private func lookForUnwanted() {
        attempt { () throws(StoreError) in
            let unwanted = try runtime.store.read { connection throws(StoreError) in try connection.unwantedAttempts() }
            for entry in unwanted {
                let worker = workers.values.first { $0.slotName == entry.slot }
                worker?.sender.send(.cancel(row: entry.row, attempt: entry.attempt))
            }
        }
    }

    // MARK: The timer

    /// Does what is due by the wall clock.
    private func ringTimer() {
        guard stopDeadline == nil, retryAt.map({ $0 <= Monotonic.now() }) ?? true else { return }
        attempt { () throws(StoreError) in
            let now = Timestamp.now()
            if let fired = try schedules?.ring(at: now) {
                host.roster.wake(fired.tasks.count)
                if !fired.cancelled.isEmpty { lookForUnwanted() }
                if fired.hasLater { isTimerStale = true }
                activity.note(at: Monotonic.now())
            }
            let finding = try outside.look(into: runtime.store, now: Monotonic.now())
            if finding.isLogLong { checkpoints.request() }
            if finding.isNews || nextDue.map({ $0 <= now }) ?? false {
                isTimerStale = true
                host.roster.wake(.max)
            }
            if finding.isNews || mustAdopt { try adoptSettings() }
            if isTimerStale { try readTimer(now) }
        }
    }

    private func readTimer(_ now: Int64) throws(StoreError) {
        // First armed for anything, so that a task stored during the look rings it again.
        host.setTimer(.max)
        nextDue = try runtime.store.read { connection throws(StoreError) in try connection.nextDue(after: now) }
        isTimerStale = false
        host.setTimer(nextDue ?? .max)
    }

    /// Until when to sleep; monotonic.
    private func deadline() -> Int64? {
        let now = Monotonic.now()
        var times = [now + ScheduleKeeper.longestSleep]
        let instants = [nextDue, schedules?.next].compactMap { $0 }
        // While it stops nothing is started, and an instant that has passed would keep it from sleeping.
        if let instant = instants.min(), retryAt == nil, stopDeadline == nil {
            times.append(Monotonic.deadline(for: instant))
        }
        if retryAt == nil, stopDeadline == nil { times.append(outside.next) }
        // While it stops, only what was left by others is tried again.
        if let retryAt, stopDeadline == nil || schedules == nil { times.append(retryAt) }
        times += [pool.next, rescuer.nextRetry, silent.next].compactMap { $0 }
        // One that is killed may take its time to die; looking at it again and again would not help.
        for worker in workers.values where !worker.wasKilled {
            times += [stopDeadline, worker.limit?.killAt.addingSaturated(Self.slack)].compactMap { $0 }
        }
        if workers.values.contains(where: \.sender.hasBacklog) { times.append(now + 20_000_000) }
        // Without a descriptor for it, the end of a process that has closed its socket must be looked for.
        if workers.values.contains(where: { $0.isSilent && $0.death == nil }) { times.append(now + 10_000_000) }
        settleDown(now)
        return (times + [activity.settlesAt].compactMap { $0 }).min()
    }

    /// When it has become quiet the log is copied, once; old outcomes go with it.
    private func settleDown(_ now: Int64) {
        guard activity.settle(at: now) else { return }
        checkpoints.request(deletingBefore: Timestamp.now() - runtime.configuration.resultTimeToLive.microseconds)
    }

    // MARK: Stopping

    private func beginStopping(_ now: Int64) {
        guard stopDeadline == nil, let order = host.stopOrder else { return }
        stopDeadline = now.addingSaturated(order.killAfter).addingSaturated(Self.slack)
        pool.stop()
        for worker in workers.values {
            if worker.isReady { worker.sender.send(order.frame) } else { worker.kill(because: .interrupted) }
        }
    }

    // MARK: Failures of the database

    /// Does something with the database, and tries again a moment later if that fails.
    private func attempt(_ body: () throws(StoreError) -> Void) {
        do {
            try body()
            retryAt = nil
        } catch {
            let wasRetrying = retryAt != nil
            retryAt = Monotonic.now() + (error.isTransient ? 100_000_000 : 1_000_000_000)
            if !wasRetrying {
                runtime.log(.error, "the pool cannot use the database and tries again: \(error.description)")
            }
        }
    }
}

extension PoolHost.StopOrder {
    var frame: Frame { .stop(cancelAfter: cancelAfter, killAfter: killAfter) }
}
