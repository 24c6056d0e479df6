import Platform
import TaskModel

/// Takes over what earlier pools have left: settings, dead workers' slots, schedules, parked tasks.
///
/// Used by the thread of ``HostDatabaseLoop``.
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
    ///
    /// - Parameters:
    ///   - now: The present.
    ///   - recovery: Recovers what dead workers have left.
    ///   - timer: Fires from then on.
    ///   - ownSlots: The slots of this pool's own workers.
    func run(_ now: MonotonicTime, recovery: DeadWorkerRecovery, timer: DueTimer, ownSlots: Set<String>) {
        guard !isDone, retry.isDue(now) else { return }
        isDone = retry.attempt { () throws(StoreError) in
            try runtime.pinSettings()
            host.mailbox.post { $0.hasNewSettings = true }
            try recovery.recoverAbandoned(except: ownSlots)
            try timer.start()
            Unparker(runtime: runtime, host: host, build: Executable.build).start()
            // If this is not the first attempt, workers may have looked in vain for tasks that were given back.
            host.wakeWorkers(.max)
        }
        runtime.outcomes.signalAll()
    }
}
