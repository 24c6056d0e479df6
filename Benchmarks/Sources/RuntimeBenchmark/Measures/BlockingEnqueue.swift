import Autocron

/// One caller that stores one task after the other, each on disk before the next.
struct BlockingEnqueue: Measure {
    let durability: Autocron.Configuration.Durability
    let calls: Int

    var figures: [Figure] {
        let name = "blocking enqueue, .\(durability.rawValue)"
        return [
            Figure(
                id: "blocking-\(durability.rawValue)", title: name, unit: .perSecond, bound: .rate(atLeast: 0.7),
                slowdownAtMost: 1.2),
            Figure(id: "blocking-\(durability.rawValue)-call", title: "\(name): one call", unit: .microseconds),
            Figure(id: "blocking-\(durability.rawValue)-cpu", title: "\(name): processor time", unit: .microseconds),
        ]
    }

    func autocron(at site: Site) async throws -> [[Double]] {
        var configuration = Autocron.Configuration()
        configuration.durability = durability
        let autocron = try await Pool.start(site.autocron, configuration: configuration)
        let values = try timed { number in try keepBlocking(number) }
        try await autocron.stop()
        return values
    }

    func bare(at site: Site) async throws -> [[Double]] {
        let database = try BareDatabase(site.bare, waitsForDisk: durability == .full)
        try database.checkpoint()
        return try timed { _ in try database.insert(runAt: BareDatabase.now + 3_600_000_000) }
    }

    private func timed(_ store: (Int) throws -> Void) rethrows -> [[Double]] {
        // One call before, so that nothing is opened or prepared in the measured time.
        try store(0)
        var timing = Timing(expecting: calls)
        for number in 1...calls { try timing.call { try store(number) } }
        timing.end()
        return [[timing.rate(of: calls)], timing.calls, [timing.processorTime(of: calls)]]
    }
}
