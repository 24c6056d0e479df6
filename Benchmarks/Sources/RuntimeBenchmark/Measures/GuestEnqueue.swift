import Autocron

/// One caller, as in ``BlockingEnqueue``, in a process that hosts no workers: another process does, or none.
struct GuestEnqueue: Measure {
    let isHosted: Bool
    let calls: Int

    private var name: String {
        "blocking enqueue without workers, \(isHosted ? "beside a host" : "without a host")"
    }

    var figures: [Figure] {
        let id = isHosted ? "guest" : "unhosted"
        return [
            Figure(id: id, title: name, unit: .perSecond, bound: .rate(atLeast: 0.7)),
            Figure(id: "\(id)-call", title: "\(name): one call", unit: .microseconds),
            Figure(id: "\(id)-cpu", title: "\(name): processor time", unit: .microseconds),
        ]
    }

    func autocron(at site: Site) async throws -> [[Double]] {
        let host = isHosted ? try BareProcess(HostingApplication.name, database: site.autocron) : nil
        let autocron = try await Autocron.start(site.autocron, workers: 0)
        let values = try timed { number in try keepBlocking(number) }
        try await autocron.stop()
        try host?.end()
        return values
    }

    func bare(at site: Site) async throws -> [[Double]] {
        let database = try BareDatabase(site.bare)
        try database.checkpoint()
        return try timed { _ in try database.insert(runAt: BareDatabase.now + 3_600_000_000) }
    }

    private func timed(_ store: (Int) throws -> Void) rethrows -> [[Double]] {
        // Calls before, so that nothing is opened in the measured time, and the host knows when the next task is due.
        for number in 0..<10 { try store(number) }
        Monotonic.sleep(milliseconds: 50)
        var timing = Timing(expecting: calls)
        for number in 1...calls { try timing.call { try store(number) } }
        timing.end()
        return [[timing.rate(of: calls)], timing.calls, [timing.processorTime(of: calls)]]
    }
}
