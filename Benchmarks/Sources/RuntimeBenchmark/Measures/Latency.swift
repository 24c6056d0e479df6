import Autocron
import Foundation

/// One task at a time in an idle pool: from the call to the body's first line, and to the result.
struct Latency: Measure {
    /// The form of the call.
    enum Call: String, Sendable {
        /// `throws -> Delayed<T>`, then `.value`.
        case blocking
        /// `async throws -> T`.
        case suspending
    }

    let call: Call
    let samples: Int
    /// After each task, so that the pool sleeps before the next.
    private static let pause: UInt32 = 3

    init(_ call: Call, samples: Int) {
        self.call = call
        self.samples = samples
    }

    var figures: [Figure] {
        [
            Figure(
                id: "start-\(call.rawValue)", title: "\(call.rawValue) call → body starts, idle pool",
                unit: .microseconds, bound: .time(medianAtMost: 2, tailAtMost: 3), slowdownAtMost: 1.2),
            Figure(
                id: "result-\(call.rawValue)", title: "\(call.rawValue) call → awaited result, idle pool",
                unit: .microseconds, bound: .time(medianAtMost: 3, tailAtMost: nil), slowdownAtMost: 1.2),
        ]
    }

    func autocron(at site: Site) async throws -> [[Double]] {
        let autocron = try await Pool.start(site.autocron)
        var starts: [Double] = []
        var results: [Double] = []
        for number in -5..<samples {
            let called = Monotonic.now()
            let started =
                switch call {
                case .blocking: try await startInstant().value
                case .suspending: try await awaitedStartInstant()
                }
            let ended = Monotonic.now()
            Monotonic.sleep(milliseconds: Self.pause)
            // At the first calls the workers are still starting.
            guard number >= 0 else { continue }
            starts.append(Double(started - called) / 1_000)
            results.append(Double(ended - called) / 1_000)
        }
        try await autocron.stop()
        return [starts, results]
    }

    /// Insert a row, write a byte to a pipe, and another process claims the row.
    func bare(at site: Site) async throws -> [[Double]] {
        let database = try BareDatabase(site.bare)
        try database.checkpoint()
        let claimer = try BareProcess(BareClaimer.name, database: site.bare)
        var times: [Double] = []
        for number in -5..<samples {
            let called = Monotonic.now()
            try database.insert(runAt: BareDatabase.now)
            claimer.poke()
            let claimed = try claimer.readNumber()
            Monotonic.sleep(milliseconds: Self.pause)
            guard number >= 0 else { continue }
            times.append(Double(claimed - called) / 1_000)
        }
        try claimer.end()
        return [times, times]
    }
}
