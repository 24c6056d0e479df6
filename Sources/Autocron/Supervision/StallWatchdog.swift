import Platform
import TaskModel
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
            if let worker = workers[index], let deadline = killDeadline(of: record, in: worker.slotName) {
                pool.reportedBusy(index, deadline, stopReason: .none)
            }
        }
    }

    /// When the process that runs an attempt must be gone.
    ///
    /// - Returns: nil if the attempt has ended in the meantime, or has no time limit.
    private func killDeadline(of record: SlotRecord, in slot: String) -> PoolMessage.KillDeadline? {
        let found = try? runtime.store.nameOfRunning(record.attempt, slot: slot)
        guard let name = found ?? nil, let timeout = runtime.registry[name]?.options.timeout
        else { return nil }
        let grace = runtime.configuration.cancellationGrace
        let end = record.started + timeout + grace
        return PoolMessage.KillDeadline(attempt: record.attempt, killAt: MonotonicTime(runtime.store.localTime(end)))
    }
}
