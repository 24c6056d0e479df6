import Platform
import TaskModel
import WorkerFiles

/// Gives the supervisor the time limits that workers could not report; ``StallDetector`` decides when to poll.
final class StallWatchdog {
    private let runtime: Runtime
    private let host: PoolMembership
    private let hasTimeLimits: Bool
    private var detector = StallDetector()

    init(runtime: Runtime, host: PoolMembership) {
        self.runtime = runtime
        self.host = host
        hasTimeLimits = runtime.registry.hasTimeLimits
    }

    /// When to poll again.
    var next: MonotonicTime? { detector.next }

    /// Polls, if it is time, and records the limits in the workers' handles.
    ///
    /// - Parameters:
    ///   - workers: All of the pool's workers.
    ///   - now: The present.
    func poll(at workers: [Int: WorkerHandle], now: MonotonicTime) {
        guard hasTimeLimits else { return }
        let untold = host.idleWorkers.awake.filter { workers[$0]?.hasReportedDeadline == false }
        let found = detector.poll(at: untold, now: now) { index in
            workers[index].flatMap { LiveSlot.named($0.slotName, in: host.directory)?.record }
        }
        for (index, record) in found {
            if let worker = workers[index], let deadline = killDeadline(of: record, in: worker.slotName) {
                worker.record(deadline: deadline, reason: .none)
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
        return PoolMessage.KillDeadline(attempt: record.attempt, killAt: MonotonicTime(end))
    }
}
