import Autocron
import Foundation

/// Many tasks that wait for half a millisecond, as for a network, run by many workers; and calls at the same time.
///
/// The comparison is with few workers instead of bare processes: more of them must not get less done.
struct Crowd: Measure {
    static let many = 24
    static let few = 2
    let tasks: Int

    init(tasks: Int) {
        self.tasks = tasks
    }

    let figures = [
        Figure(
            id: "crowd", title: "tasks of 0.5 ms, \(many) workers (compared: \(few) workers)", unit: .perSecond,
            bound: .rate(atLeast: 1)),
        Figure(
            id: "crowd-call", title: "blocking call beside \(many) busy workers", unit: .microseconds,
            bound: .absolute(medianAtMost: 20_000, tailAtMost: 20_000)),
    ]

    func autocron(at site: Site) async throws -> [[Double]] {
        try await run(site, workers: Self.many)
    }

    func bare(at site: Site) async throws -> [[Double]] {
        // The calls have no yardstick: their bound is an absolute time.
        [try await run(site, workers: Self.few)[0], []]
    }

    private func run(_ site: Site, workers: Int) async throws -> [[Double]] {
        let autocron = try await Pool.start(site.autocron, workers: workers)
        let due = Date(timeIntervalSinceNow: 0.5 + Double(tasks) / 20_000)
        try await Autocron.enqueue(at: due) {
            try await Autocron.transaction { for number in 0..<tasks { try await napBriefly(number) } }
        }
        let dueMicroseconds = Int64(due.timeIntervalSince1970 * 1_000_000)
        guard BareDatabase.now < dueMicroseconds else { throw Drain.TooSlow() }
        let database = try BareDatabase(site.autocron)
        while BareDatabase.now < dueMicroseconds { usleep(200) }
        let began = Monotonic.now()
        var timing = Timing(expecting: 1_000)
        while try database.hasAutocronWork() {
            try timing.call { try keepBlocking(0) }
            Monotonic.sleep(milliseconds: 5)
        }
        let took = Monotonic.now() - began
        try await autocron.stop()
        return [[Double(tasks) / Double(took) * 1e9], timing.calls]
    }
}
