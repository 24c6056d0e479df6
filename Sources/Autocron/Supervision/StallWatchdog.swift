import Platform
import WorkerFiles

/// Gives the supervisor the time limits that workers could not report; ``PoolState`` decides when to poll.
final class StallWatchdog {
    private let runtime: Runtime
    private let host: PoolMembership
    private let hasTimeLimits: Bool

    init(runtime: Runtime, host: PoolMembership) {
        self.runtime = runtime
        self.host = host
        hasTimeLimits = runtime.registry.hasTimeLimits
    }

    /// Polls, if it is time, and records the limits.
    ///
    /// - Parameters:
    ///   - workers: All of the pool's workers.
    ///   - pool: What is known of them.
    ///   - now: The present.
    func poll(_ workers: [Int: WorkerHandle], in pool: inout PoolState, now: MonotonicTime) {
        guard hasTimeLimits else { return }
        let stalled = pool.pollStalls(among: host.idleWorkers.awake, now: now) { index in
            workers[index].flatMap { LiveSlot.named($0.slotName, in: host.directory)?.record }
        }
        for (index, record) in stalled {
            guard let timeoutAt = record.timeoutAt else { continue }
            let killAt = timeoutAt + runtime.configuration.cancellationGrace
            pool.reportedBusy(
                index, PoolMessage.KillDeadline(attempt: record.attempt, killAt: killAt), stopReason: .none)
        }
    }
}
