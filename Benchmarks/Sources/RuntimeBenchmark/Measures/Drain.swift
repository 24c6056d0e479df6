import Autocron
import Foundation

/// Many tasks that do nothing, due at one instant, run by two workers; without Autocron, claimed and finished one by one
/// by two processes.
struct Drain: Measure {
    let tasks: Int
    private static let workers = 2

    init(tasks: Int) {
        self.tasks = tasks
    }

    let figures = [
        Figure(
            id: "drain", title: "drain, \(workers) workers, no-op tasks", unit: .perSecond, bound: .rate(atLeast: 2),
            slowdownAtMost: 1.2),
        Figure(id: "drain-cpu", title: "drain: processor time, all processes", unit: .microseconds),
    ]

    func autocron(at site: Site) async throws -> [[Double]] {
        let idle = try await processorTimeOfIdlePool(site)
        let endedBefore = ProcessorTime.ofEndedChildren()
        let autocron = try await Pool.start(site.autocron, workers: Self.workers)
        let due = Date(timeIntervalSinceNow: 0.2 + Double(tasks) / 20_000)
        try await Autocron.enqueue(at: due) {
            try await Autocron.transaction { for number in 0..<tasks { try doNothing(number) } }
        }
        let dueMicroseconds = Int64(due.timeIntervalSince1970 * 1_000_000)
        guard BareDatabase.now < dueMicroseconds else { throw TooSlow() }
        let database = try BareDatabase(site.autocron)
        while BareDatabase.now < dueMicroseconds { usleep(200) }
        let began = Monotonic.now()
        let own = ProcessorTime.ofThisProcess()
        while try database.hasAutocronWork() { Monotonic.sleep(milliseconds: 2) }
        let took = Monotonic.now() - began
        let ownTime = ProcessorTime.ofThisProcess() - own
        try await autocron.stop()
        let workersTime = ProcessorTime.ofEndedChildren() - endedBefore - idle
        return [[Double(tasks) / Double(took) * 1e9], [Double(workersTime + ownTime) / Double(tasks) / 1_000]]
    }

    /// The cost of the workers' start and end, which does not belong to a task.
    private func processorTimeOfIdlePool(_ site: Site) async throws -> Int64 {
        let before = ProcessorTime.ofEndedChildren()
        let autocron = try await Pool.start(site.autocron, workers: Self.workers)
        try await autocron.stop()
        return ProcessorTime.ofEndedChildren() - before
    }

    func bare(at site: Site) async throws -> [[Double]] {
        let database = try BareDatabase(site.bare)
        try database.checkpoint()
        try database.insert(runAt: BareDatabase.now, count: tasks)
        let processes = try (0..<Self.workers).map { _ in
            try BareProcess(BareDrainer.name, database: site.bare)
        }
        let began = Monotonic.now()
        for process in processes { process.poke() }
        while try database.hasWork() { Monotonic.sleep(milliseconds: 2) }
        let took = Monotonic.now() - began
        var processorTime: Int64 = 0
        for process in processes {
            processorTime += try process.readNumber()
            try process.end()
        }
        return [[Double(tasks) / Double(took) * 1e9], [Double(processorTime) / Double(tasks) / 1_000]]
    }

    struct TooSlow: Error, CustomStringConvertible {
        let description = "the tasks to drain became due before all were stored; try again on a quieter machine"
    }
}
