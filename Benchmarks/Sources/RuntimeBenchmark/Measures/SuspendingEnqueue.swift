import Autocron

/// Many Swift tasks that each suspend until their task is on disk; they share commits.
struct SuspendingEnqueue: Measure {
    static let callers = 64
    let callsEach: Int
    private var calls: Int { callsEach * Self.callers }

    init(callsEach: Int) {
        self.callsEach = callsEach
    }

    let figures = [
        Figure(
            id: "suspending-64", title: "suspending enqueue, \(callers) callers", unit: .perSecond,
            bound: .rate(atLeast: 3), slowdownAtMost: 1.2),
        Figure(
            id: "suspending-64-cpu", title: "suspending enqueue, \(callers) callers: processor time",
            unit: .microseconds),
    ]

    func autocron(at site: Site) async throws -> [[Double]] {
        let autocron = try await Pool.start(site.autocron)
        try await store(callsEach: 1)
        var timing = Timing(expecting: 0)
        try await store(callsEach: callsEach)
        timing.end()
        try await autocron.stop()
        return [[timing.rate(of: calls)], [timing.processorTime(of: calls)]]
    }

    private func store(callsEach: Int) async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<Self.callers {
                group.addTask { for number in 0..<callsEach { try await keepSuspending(number) } }
            }
            try await group.waitForAll()
        }
    }

    /// One caller and one commit for each task: SQLite without shared commits.
    func bare(at site: Site) async throws -> [[Double]] {
        let database = try BareDatabase(site.bare)
        try database.checkpoint()
        try database.insert(runAt: BareDatabase.now + 3_600_000_000)
        // As long as Autocron's side takes, or longer.
        let calls = max(self.calls / 4, 1)
        var timing = Timing(expecting: 0)
        for _ in 0..<calls { try database.insert(runAt: BareDatabase.now + 3_600_000_000) }
        timing.end()
        return [[timing.rate(of: calls)], [timing.processorTime(of: calls)]]
    }
}
