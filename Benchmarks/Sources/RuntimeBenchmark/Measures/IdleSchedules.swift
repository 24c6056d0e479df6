import Foundation

/// The cost of a thousand recurring functions for a program while none is due; beside it, the cost of one.
struct IdleSchedules: Measure {
    let seconds: Int
    private static let functions = 1_000

    init(seconds: Int) {
        self.seconds = seconds
    }

    let usesDatabase = false

    var figures: [Figure] {
        [
            Figure(
                id: "idle-schedules",
                title:
                    "\(Self.functions) recurring functions, none due: processor time of \(seconds) s (beside: of one function)",
                unit: .microseconds, bound: .absolute(medianAtMost: 5_000, tailAtMost: nil))
        ]
    }

    func autocron(at site: Site) throws -> [[Double]] { [[try idle(Self.functions, site.autocron)]] }

    func bare(at site: Site) throws -> [[Double]] { [[try idle(1, site.autocron)]] }

    private func idle(_ functions: Int, _ database: String) throws -> Double {
        let keeper = try BareProcess(ScheduleKeeper.name, database: database, ["\(functions)", "31536000"])
        // After this time the work of the start, such as the first checkpoint, is done.
        Monotonic.sleep(milliseconds: 2_500)
        keeper.poke()
        let before = try keeper.readNumber()
        Monotonic.sleep(milliseconds: UInt32(seconds) * 1_000)
        keeper.poke()
        let after = try keeper.readNumber()
        try keeper.end()
        return Double(after - before) / 1_000
    }
}
