import Autocron
import Foundation

/// Calls that arrive like a server's requests: one every 20 to 60 ms, with two workers that sleep in between.
///
/// The function has a time limit, and a timer ticks in the application, as in real programs.
struct Rhythm: Measure {
    let call: Latency.Call
    let samples: Int

    init(_ call: Latency.Call, samples: Int) {
        self.call = call
        self.samples = samples
    }

    var figures: [Figure] {
        [
            Figure(
                id: "rhythm-start-\(call.rawValue)", title: "\(call.rawValue) call every 20–60 ms → body starts",
                unit: .microseconds, bound: .time(medianAtMost: 2, tailAtMost: 3)),
            Figure(
                id: "rhythm-result-\(call.rawValue)", title: "\(call.rawValue) call every 20–60 ms → awaited result",
                unit: .microseconds, bound: .time(medianAtMost: 3, tailAtMost: nil)),
        ]
    }

    func autocron(at site: Site) async throws -> [[Double]] {
        let autocron = try await Pool.start(site.autocron)
        let timer = Self.ticking()
        defer { timer.cancel() }
        var arrivals = Arrivals()
        var starts: [Double] = []
        var results: [Double] = []
        for number in -5..<samples {
            Monotonic.sleep(microseconds: arrivals.next())
            let called = Monotonic.now()
            let started =
                switch call {
                case .blocking: try await limitedStartInstant().value
                case .suspending: try await awaitedLimitedStartInstant()
                }
            let ended = Monotonic.now()
            guard number >= 0 else { continue }
            starts.append(Double(started - called) / 1_000)
            results.append(Double(ended - called) / 1_000)
        }
        try await autocron.stop()
        return [starts, results]
    }

    /// The same rhythm beside the same timer: insert a row, write a byte to a pipe, and another process claims the row.
    func bare(at site: Site) async throws -> [[Double]] {
        let database = try BareDatabase(site.bare)
        try database.checkpoint()
        let claimer = try BareProcess(BareClaimer.name, database: site.bare)
        let timer = Self.ticking()
        defer { timer.cancel() }
        var arrivals = Arrivals()
        var times: [Double] = []
        for number in -5..<samples {
            Monotonic.sleep(microseconds: arrivals.next())
            let called = Monotonic.now()
            try database.insert(runAt: BareDatabase.now)
            claimer.poke()
            let claimed = try claimer.readNumber()
            guard number >= 0 else { continue }
            times.append(Double(claimed - called) / 1_000)
        }
        try claimer.end()
        return [times, times]
    }

    /// A timer of the application's own on Swift's threads, such as a connection pool has.
    private static func ticking() -> Task<Void, Never> {
        Task.detached {
            while (try? await Task.sleep(for: .milliseconds(10))) != nil {}
        }
    }
}
