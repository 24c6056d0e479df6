import CPlatform
import Foundation
import TaskStore

/// The thread that hosts a database's pool: it keeps the workers, the timer and the schedules.
///
/// It holds the pool's lock as long as it works. All worker processes are started by this one thread. What it decides
/// is in ``PoolState`` and ``Timetable``; here it is carried out, as far as that goes in three further files.
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
    var stopDeadline: Int64?
    /// Wall-clock instant of the next waiting task that is not due yet.
    var nextDue: Int64?
    var isTimerStale = true
    var activity = Activity()
    var clockTrust = ClockTrust()
    var outside = OutsideLook(now: Monotonic.now())
    var retryAt: Int64?
    /// What somebody has set may be other than what the pool goes by, which could not be read.
    var mustAdopt = false
    let silent: SilentWorkers
    var starts = StartWatch()
    let waiting: WaitingWorkers

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
        waiting = WaitingWorkers(runtime: runtime, host: host)
        pool = PoolState(runtime.configuration)
    }

    /// Hosts the pool until the application is stopped.
    func run() {
        checkpoints.start()
        rescuer.whenRescued = { [host] in host.lookAgain() }
        takeOver()
        while !isOver { turn() }
        rescuer.settleAll(until: max(stopDeadline ?? 0, Monotonic.now()).addingSaturated(Self.lastWrites))
        checkpoints.finish()
        runtime.outcomes.signalAll()
        host.giveUp()
        lock.release()
        host.end()
    }

    /// Nanoseconds beyond the end of a stop in which what dead workers have left may be stored.
    private static let lastWrites: Int64 = 250_000_000

    var isOver: Bool {
        stopDeadline != nil && workers.isEmpty
    }

    /// Puts in order what earlier pools have left.
    func takeOver() {
        attempt { () throws(StoreError) in
            try runtime.pinSettings()
            pool.adopt(runtime.configuration)
            try rescuer.rescueAbandoned(except: Set(workers.values.map(\.slotName)))
            try runtime.store.write { connection throws(StoreError) in try connection.dropEarlierIndexes() }
            schedules = try ScheduleKeeper(runtime)
            Unparker(runtime: runtime, host: host, build: Executable.build).start()
            // If this is not the first try, workers may have looked in vain for what was rescued.
            host.roster.wake(.max)
        }
        runtime.outcomes.signalAll()
    }

    func turn() {
        if schedules == nil, retryAt.map({ $0 <= Monotonic.now() }) ?? true { takeOver() }
        let now = Monotonic.now()
        beginStopping(now)
        for action in pool.due(now: now) { act(action, now) }
        killOverdue(now)
        watchStarts(now)
        rescuer.retry()
        ringTimer()
        // After everything that wakes workers, or one that is woken for a task of the timer would not be looked after.
        silent.look(at: workers, now: Monotonic.now())
        waiting.look(at: (stopDeadline == nil ? workers : [:]).values, now: Monotonic.now())
        wait()
    }

    // MARK: Stopping

    func beginStopping(_ now: Int64) {
        guard stopDeadline == nil, let order = host.stopOrder else { return }
        stopDeadline = order.killAt.addingSaturated(Self.slack)
        pool.stop()
        for worker in workers.values {
            if worker.isReady { worker.sender.send(order.frame(at: now)) } else { worker.kill(because: .interrupted) }
        }
    }

    // MARK: Failures of the database

    /// Does something with the database, and tries again a moment later if that fails.
    func attempt(_ body: () throws(StoreError) -> Void) {
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
