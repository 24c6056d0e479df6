import CPlatform
import Foundation
import TaskStore

/// The thread that hosts a database's pool: it runs the workers, the timer and the schedules.
///
/// It holds the pool's lock while it works. This one thread starts all worker processes. ``PoolState`` and
/// ``Timetable`` make the decisions; this type carries them out, here and in three more files.
final class Supervisor {
    let runtime: Runtime
    let host: PoolHost
    let lock: FileLock
    let wakePipe: Descriptor
    let checkpoints: CheckpointThread
    let rescuer: SlotRescuer
    var pool: PoolState
    var workers: [Int: WorkerHandle] = [:]
    var schedules: ScheduleKeeper?
    var spawned = 0
    var stopDeadline: MonotonicTime?
    /// Expires when something is due.
    var clock: ClockAlarm
    /// Instant of the next waiting task that is not due yet.
    var nextDue: WallTime?
    var isTimerStale = true
    var activity = Activity()
    var clockTrust = ClockTrust()
    var outside = OutsideLook(now: .now())
    var retryAt: MonotonicTime?
    /// The settings may have changed, but could not be read yet.
    var mustAdopt = false
    /// Attempts may have been cancelled whose workers have not been told, because the database could not be read.
    var mustLookForUnwanted = false
    let silent: SilentWorkers
    var starts = StartWatch()
    let waiting: WaitingWorkers

    /// - Parameter lock: The pool's lock.
    /// - Throws: `SystemFailure` or `StoreError`.
    init(runtime: Runtime, host: PoolHost, lock: FileLock) throws {
        self.runtime = runtime
        self.host = host
        self.lock = lock
        wakePipe = try WakePipe.reader(host.directory.pipe)
        clock = try ClockAlarm()
        checkpoints = CheckpointThread(file: runtime.store.file, log: runtime.configuration.logHandler)
        rescuer = SlotRescuer(runtime: runtime, directory: host.directory)
        silent = SilentWorkers(runtime: runtime, host: host)
        waiting = WaitingWorkers(runtime: runtime, host: host)
        pool = PoolState(runtime.configuration)
    }

    /// Hosts the pool until the application is stopped.
    func run() {
        checkpoints.start()
        rescuer.whenRescued = { [host] in host.lookAgain() }
        takeOver()
        while !isOver { turn() }
        rescuer.settleAll(until: max(stopDeadline ?? .distantPast, .now()) + Self.lastWrites)
        checkpoints.finish()
        runtime.outcomes.signalAll()
        host.giveUp()
        lock.release()
        host.end()
    }

    /// Nanoseconds after the end of a stop in which the work of dead workers may still be stored.
    private static let lastWrites = Duration.milliseconds(250)

    var isOver: Bool {
        stopDeadline != nil && workers.isEmpty
    }

    /// Recovers what earlier pools have left.
    func takeOver() {
        attempt { () throws(StoreError) in
            try runtime.pinSettings()
            pool.adopt(runtime.configuration)
            try rescuer.rescueAbandoned(except: Set(workers.values.map(\.slotName)))
            try runtime.store.write { connection throws(StoreError) in try connection.dropEarlierIndexes() }
            schedules = try ScheduleKeeper(runtime)
            Unparker(runtime: runtime, host: host, build: Executable.build).start()
            // If this is not the first try, workers may have found nothing before these tasks were requeued.
            host.roster.wake(.max)
        }
        runtime.outcomes.signalAll()
    }

    func turn() {
        if schedules == nil, retryAt.map({ $0 <= .now() }) ?? true { takeOver() }
        let now = MonotonicTime.now()
        beginStopping(now)
        // A worker's messages so far count before it is given up.
        if let next = pool.next, next <= now { hearAll() }
        for action in pool.due(now: now) { act(action, now) }
        killOverdue(now)
        watchStarts(now)
        rescuer.retry()
        ringTimer()
        lookAfterWoken(.now())
        waiting.look(at: (stopDeadline == nil ? workers : [:]).values, now: .now())
        wait()
    }

    /// After all work that wakes workers; otherwise a worker woken for a task of the timer would not be watched.
    private func lookAfterWoken(_ now: MonotonicTime) {
        host.roster.wakeOthers(now: now)
        // A thread that wakes a worker after this call sets the alarm. The call precedes the check of which workers are
        // awake, so that no wake-up falls between.
        host.wantWatch(true)
        silent.look(at: workers, now: now)
        // This thread polls anyway.
        if silent.next != nil || host.roster.nextLook != nil { host.wantWatch(false) }
    }

    // MARK: Stopping

    func beginStopping(_ now: MonotonicTime) {
        guard stopDeadline == nil, let order = host.stopOrder else { return }
        stopDeadline = order.killAt + Self.slack
        pool.stop()
        for worker in workers.values {
            if worker.isReady { worker.sender.send(order.frame(at: now)) } else { worker.kill(because: .interrupted) }
        }
    }

    // MARK: Failures of the database

    /// Uses the database, and retries a moment later if that fails.
    func attempt(_ body: () throws(StoreError) -> Void) {
        do {
            try body()
            retryAt = nil
        } catch {
            let wasRetrying = retryAt != nil
            retryAt = .now() + (error.isTransient ? .milliseconds(100) : .seconds(1))
            if !wasRetrying {
                runtime.log(
                    .error, .databaseTrouble, "the pool cannot use the database and tries again: \(error.description)",
                    [.errorCode: AutocronError(error).code.rawValue])
            }
        }
    }
}
