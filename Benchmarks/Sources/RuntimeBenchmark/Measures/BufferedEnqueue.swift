import Autocron

/// Calls that return before their task is on disk: their cost for the caller, and the rate at which the tasks reach the
/// disk.
struct BufferedEnqueue: Measure {
    /// Fewer than the buffer's capacity, so that no caller blocks.
    let calls: Int
    static let rowsInCommit = 1_000

    let figures = [
        Figure(
            id: "buffered-call", title: "buffered call: cost to the caller", unit: .microseconds,
            bound: .absolute(medianAtMost: 10, tailAtMost: 100), slowdownAtMost: 1.2),
        Figure(
            id: "buffered-rate", title: "buffered calls to disk (bare: \(rowsInCommit) rows a commit)",
            unit: .perSecond, slowdownAtMost: 1.2),
        Figure(id: "buffered-cpu", title: "buffered calls: processor time", unit: .microseconds),
    ]

    init(calls: Int) {
        self.calls = calls
    }

    func autocron(at site: Site) async throws -> [[Double]] {
        let autocron = try await Pool.start(site.autocron)
        keepBuffered(0)
        try await autocron.waitUntilIdle()
        var timing = Timing(expecting: calls)
        for number in 1...calls { timing.call { keepBuffered(number) } }
        // No task is due, so this waits for the disk alone.
        try await autocron.waitUntilIdle()
        timing.end()
        try await autocron.stop()
        return [timing.calls, [timing.rate(of: calls)], [timing.processorTime(of: calls)]]
    }

    func bare(at site: Site) async throws -> [[Double]] {
        let database = try BareDatabase(site.bare)
        try database.checkpoint()
        var timing = Timing(expecting: 0)
        for _ in 0..<calls / Self.rowsInCommit {
            try database.insert(runAt: BareDatabase.now + 3_600_000_000, count: Self.rowsInCommit)
        }
        timing.end()
        return [[], [timing.rate(of: calls)], [timing.processorTime(of: calls)]]
    }
}
