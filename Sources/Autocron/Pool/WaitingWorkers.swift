import TaskStore

/// Says in the log when all workers wait for tasks that nobody is left to start; ``StandstillWatch`` says when to look.
final class WaitingWorkers {
    private let runtime: Runtime
    private let host: PoolHost
    private var watch = StandstillWatch()

    init(runtime: Runtime, host: PoolHost) {
        self.runtime = runtime
        self.host = host
    }

    /// When to look again; monotonic.
    var next: Int64? { watch.next }

    /// Looks, if it is time.
    ///
    /// - Parameters:
    ///   - workers: all of the pool's; none while it stops.
    ///   - now: monotonic nanoseconds.
    func look(at workers: some Collection<WorkerHandle>, now: Int64) {
        let isBusy = !workers.isEmpty && workers.allSatisfy { $0.isReady && $0.hasTold }
        let found = watch.look(isBusy: isBusy, now: now) { glances(of: workers) }
        guard let found, let standstill = standstill(of: found) else { return }
        watch.noteReport(now: now)
        runtime.log(.error, "\(standstill.description); \(Standstill.advice)")
    }

    /// - Returns: nil if a worker does not wait, or another one is about to be there.
    private func glances(of workers: some Collection<WorkerHandle>) -> [SlotGlance]? {
        guard workers.count >= runtime.configuration.workers else { return nil }
        let glances = workers.compactMap { SlotGlance.of($0.slotName, in: host.directory) }
        guard glances.count == workers.count, glances.allSatisfy({ $0.wait != nil }) else { return nil }
        return glances.sorted { $0.name < $1.name }
    }

    private func standstill(of glances: [SlotGlance]) -> Standstill? {
        // What cannot be read now is asked again at the next look.
        let found = try? runtime.store.read { connection throws(StoreError) in try connection.standstill(of: glances) }
        return found ?? nil
    }
}
