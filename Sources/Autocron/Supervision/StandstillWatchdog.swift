import Platform
import TaskModel
import WorkerFiles

/// Logs that all workers wait for tasks that no worker is left to start; ``StandstillDetector`` decides when to poll.
final class StandstillWatchdog {
    private let runtime: Runtime
    private let host: PoolMembership
    private var detector = StandstillDetector()

    init(runtime: Runtime, host: PoolMembership) {
        self.runtime = runtime
        self.host = host
    }

    /// When to poll again.
    var next: MonotonicTime? { detector.next }

    /// Polls, if it is time.
    ///
    /// - Parameters:
    ///   - workers: All of the pool's workers.
    ///   - isEachBusy: Whether each of them has reported an attempt; false during a stop.
    ///   - now: The present.
    func poll(_ workers: some Collection<WorkerHandle>, isEachBusy: Bool, now: MonotonicTime) {
        let found = detector.poll(isBusy: isEachBusy, now: now) { liveSlots(of: workers) }
        guard let found, let standstill = standstill(of: found) else { return }
        detector.recordReport(now: now)
        let first = standstill.waits.first
        runtime.log(
            .error, .poolStandsStill, "\(standstill.description); \(Standstill.advice)",
            task: first?.id, [.taskName: first?.name, .count: standstill.waits.count])
    }

    /// - Returns: nil if a worker does not wait, or another one is about to be ready.
    private func liveSlots(of workers: some Collection<WorkerHandle>) -> [LiveSlot]? {
        guard workers.count >= runtime.configuration.workers else { return nil }
        let slots = workers.compactMap { LiveSlot.named($0.slotName, in: host.directory) }
        guard slots.count == workers.count, slots.allSatisfy({ $0.wait != nil }) else { return nil }
        return slots.sorted { $0.name < $1.name }
    }

    private func standstill(of slots: [LiveSlot]) -> Standstill? {
        // If the read fails now, the next poll repeats it.
        let attempts = slots.compactMap(\.awaitingAttempt)
        guard attempts.count == slots.count else { return nil }
        let found = try? runtime.store.standstill(of: attempts)
        return found ?? nil
    }
}
