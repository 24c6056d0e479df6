import TaskStore

/// Gives the supervisor the time limits that workers could not report; ``SilenceWatch`` decides when to poll.
final class SilentWorkers {
    private let runtime: Runtime
    private let host: PoolHost
    private let hasTimeLimits: Bool
    private var watch = SilenceWatch()

    init(runtime: Runtime, host: PoolHost) {
        self.runtime = runtime
        self.host = host
        hasTimeLimits = runtime.registry.hasTimeLimits
    }

    /// When to poll again.
    var next: MonotonicTime? { watch.next }

    /// Polls, if it is time, and records the limits in the workers' handles.
    ///
    /// - Parameters:
    ///   - workers: All of the pool's workers.
    ///   - now: The present.
    func look(at workers: [Int: WorkerHandle], now: MonotonicTime) {
        guard hasTimeLimits else { return }
        let untold = host.roster.awake.filter { workers[$0]?.hasTold == false }
        let found = watch.look(at: untold, now: now) { place in
            workers[place].flatMap { SlotGlance.of($0.slotName, in: host.directory)?.record }
        }
        for (place, record) in found {
            if let worker = workers[place], let limit = limit(of: record, in: worker.slotName) {
                worker.note(limit: limit, because: .none)
            }
        }
    }

    /// When the process that runs an attempt must be gone.
    ///
    /// - Returns: nil if the attempt has ended in the meantime, or has no time limit.
    private func limit(of record: SlotRecord, in slot: String) -> Frame.Limit? {
        let found = try? runtime.store.read { connection throws(StoreError) in
            try connection.nameOfRunning(row: record.row, attempt: record.attempt, slot: slot)
        }
        guard let name = found ?? nil, let timeout = runtime.registry[name]?.options.timeout
        else { return nil }
        let grace = runtime.configuration.cancellationGrace
        let end = record.started + timeout + grace
        return Frame.Limit(row: record.row, attempt: record.attempt, killAt: MonotonicTime(end))
    }
}
