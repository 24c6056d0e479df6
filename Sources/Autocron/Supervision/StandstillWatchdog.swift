import Platform
import TaskModel
import WorkerFiles

/// Finds out that all workers wait for tasks, and has the database asked whether any worker is left to start these;
/// ``StandstillDetector`` decides when to poll.
final class StandstillWatchdog {
    private let runtime: Runtime
    private let host: PoolMembership
    private var detector = StandstillDetector()
    /// Whether the database has been asked, and has not answered.
    private var isAsking = false

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
        guard let found, !isAsking else { return }
        let attempts = found.compactMap(\.awaitingAttempt)
        guard attempts.count == found.count else { return }
        isAsking = true
        host.databaseMailbox.post { $0.waitingWorkers = attempts }
    }

    /// Takes the database's answer.
    ///
    /// - Parameter isReported: Whether the workers stand still, and this was reported; if not, the next poll asks again.
    func answered(isReported: Bool, now: MonotonicTime) {
        isAsking = false
        if isReported { detector.recordReport(now: now) }
    }

    /// - Returns: nil if a worker does not wait, or another one is about to be ready.
    private func liveSlots(of workers: some Collection<WorkerHandle>) -> [LiveSlot]? {
        guard workers.count >= runtime.configuration.workers else { return nil }
        let slots = workers.compactMap { LiveSlot.named($0.slotName, in: host.directory) }
        guard slots.count == workers.count, slots.allSatisfy({ $0.wait != nil }) else { return nil }
        return slots.sorted { $0.name < $1.name }
    }
}
