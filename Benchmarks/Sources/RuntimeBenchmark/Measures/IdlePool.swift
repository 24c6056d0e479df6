import Foundation

/// The cost of an application and two workers while nothing happens; beside it, three programs that only sleep.
struct IdlePool: Measure {
    let seconds: Int

    init(seconds: Int) {
        self.seconds = seconds
    }

    let usesDatabase = false
    let rounds: Int? = 1

    var figures: [Figure] {
        [
            Figure(
                id: "idle-wake-ups", title: "idle application and 2 workers (beside: 3 programs that sleep): wake-ups",
                unit: .wakeUps, bound: .absolute(medianAtMost: 2, tailAtMost: nil)),
            Figure(
                id: "idle-cpu", title: "idle application and 2 workers: processor time of \(seconds) s",
                unit: .microseconds,
                bound: .absolute(medianAtMost: 20_000 * Double(seconds) / 30, tailAtMost: nil)),
            Figure(
                id: "idle-memory", title: "an idle worker: its share of memory", unit: .kibibytes,
                bound: .absolute(medianAtMost: 12_288, tailAtMost: nil)),
        ]
    }

    func autocron(at site: Site) throws -> [[Double]] {
        let keeper = try BareProcess(ScheduleKeeper.name, database: site.autocron, ["0", "1"])
        defer { try? keeper.end() }
        // After this time the workers have started, and the work of the start, such as the first checkpoint, is done.
        Monotonic.sleep(milliseconds: 2_500)
        return idle([keeper.processID] + SystemCount.children(of: keeper.processID))
    }

    func bare(at site: Site) throws -> [[Double]] {
        let sleepers = try (0..<3).map { _ in try BareProcess(BareSleeper.name, database: site.bare) }
        defer { for sleeper in sleepers { try? sleeper.end() } }
        Monotonic.sleep(milliseconds: 2_500)
        return idle(sleepers.map(\.processID))
    }

    private func idle(_ processes: [pid_t]) -> [[Double]] {
        let before = SystemCount(processes)
        Monotonic.sleep(milliseconds: UInt32(seconds) * 1_000)
        let after = SystemCount(processes)
        return [
            [Double(after.wakeUps(since: before)) / Double(seconds)],
            [Double(after.processorTime - before.processorTime) / 1_000],
            after.memory.dropFirst().map(Double.init),
        ]
    }
}
