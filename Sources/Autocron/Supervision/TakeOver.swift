import Platform
import TaskModel

/// Takes over what earlier pools have left: settings, dead workers' slots, schedules, parked tasks.
///
/// Used by the supervisor's thread.
final class TakeOver {
    private let runtime: Runtime
    private let host: PoolMembership
    private let retry: DatabaseRetry
    private(set) var isDone = false

    init(runtime: Runtime, host: PoolMembership, outage: DatabaseOutage) {
        self.runtime = runtime
        self.host = host
        retry = DatabaseRetry(outage)
    }

    /// When to try again.
    var next: MonotonicTime? { isDone ? nil : retry.next }

    /// Takes over, once.
    func run(_ now: MonotonicTime, fleet: WorkerFleet, recovery: DeadWorkerRecovery, timer: DueTimer) {
        guard !isDone, retry.isDue(now) else { return }
        isDone = retry.attempt { () throws(StoreError) in
            try runtime.pinSettings()
            fleet.applySettings()
            try recovery.recoverAbandoned(except: fleet.slotNames)
            try timer.start()
            Unparker(runtime: runtime, host: host, build: Executable.build).start()
            // If this is not the first attempt, workers may have looked in vain for tasks that were given back.
            host.idleWorkers.wake(.max)
        }
        runtime.outcomes.signalAll()
    }
}
