import TaskStore

/// Logs that all workers wait for tasks that no worker is left to start; ``StandstillWatch`` decides when to poll.
final class WaitingWorkers {
    private let runtime: Runtime
    private let host: PoolHost
    private var watch = StandstillWatch()

    init(runtime: Runtime, host: PoolHost) {
        self.runtime = runtime
        self.host = host
    }

    /// When to poll again.
    var next: MonotonicTime? { watch.next }

    /// Polls, if it is time.
    ///
    /// - Parameters:
    ///   - workers: All of the pool's workers; none during a stop.
    ///   - now: The present.
    func look(at workers: some Collection<WorkerHandle>, now: MonotonicTime) {
        let isBusy = !workers.isEmpty && workers.allSatisfy { $0.isReady && $0.hasTold }
        let found = watch.look(isBusy: isBusy, now: now) { glances(of: workers) }
        guard let found, let standstill = standstill(of: found) else { return }
        watch.noteReport(now: now)
        let first = standstill.waits.first
        runtime.log(
            .error, .poolStandsStill, "\(standstill.description); \(Standstill.advice)",
            task: first.flatMap { TaskID(bytes: $0.id) }, [.taskName: first?.name, .count: standstill.waits.count])
    }

    /// - Returns: nil if a worker does not wait, or another one is about to be ready.
    private func glances(of workers: some Collection<WorkerHandle>) -> [SlotGlance]? {
        guard workers.count >= runtime.configuration.workers else { return nil }
        let glances = workers.compactMap { SlotGlance.of($0.slotName, in: host.directory) }
        guard glances.count == workers.count, glances.allSatisfy({ $0.wait != nil }) else { return nil }
        return glances.sorted { $0.name < $1.name }
    }

    private func standstill(of glances: [SlotGlance]) -> Standstill? {
        // If the read fails now, the next poll repeats it.
        let found = try? runtime.store.read { connection throws(StoreError) in try connection.standstill(of: glances) }
        return found ?? nil
    }
}
