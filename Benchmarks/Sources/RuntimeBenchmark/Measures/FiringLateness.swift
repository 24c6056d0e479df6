import Foundation

/// How much later than its instant a recurring function's run is stored, and started, in an otherwise idle pool.
struct FiringLateness: Measure {
    let seconds: Int
    private static let functions = 4

    let usesDatabase = false

    let figures = [
        Figure(
            id: "lateness-stored", title: "@Cron every second: instant → fired, idle pool", unit: .microseconds,
            bound: .absolute(medianAtMost: 5_000, tailAtMost: 5_000)),
        Figure(
            id: "lateness-started", title: "@Cron every second: instant → body starts, idle pool", unit: .microseconds,
            bound: .absolute(medianAtMost: 10_000, tailAtMost: 10_000)),
    ]

    func autocron(at site: Site) throws -> [[Double]] {
        let keeper = try BareProcess(ScheduleKeeper.name, database: site.autocron, ["\(Self.functions)", "1"])
        // At the first instants the workers are still starting.
        let began = BareDatabase.now + 1_500_000
        Monotonic.sleep(milliseconds: UInt32(seconds + 2) * 1_000)
        try keeper.end()
        let firings = try BareDatabase(site.autocron).firings(after: began)
        return [firings.map(\.stored), firings.map(\.started)]
    }

    /// There is no yardstick: a timer alone stores nothing.
    func bare(at site: Site) -> [[Double]] { [[], []] }
}
