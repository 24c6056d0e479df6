import Autocron
import Foundation
import TestMessages

/// Tells for which instant it runs.
@Cron(every: .seconds(1), overlap: .allow(max: 10))
func tick() {
    reportFiring(of: "tick")
}

/// The same, some time later.
@Cron(every: .seconds(1), overlap: .allow(max: 10), jitter: .milliseconds(400))
func drift() {
    reportFiring(of: "drift")
}

private func reportFiring(of function: String) {
    let now = Date().timeIntervalSince1970
    let instant = TaskContext.current?.scheduledAt?.timeIntervalSince1970 ?? 0
    let firing = TestEvent.Firing(
        function: function, instant: Int64(instant * 1e6), missed: TaskContext.current?.missedCount ?? 0,
        lateness: Int64((now - instant) * 1e6))
    report(TestEvent(.fired, firing: firing))
}

/// Keeps a schedule until its standard input ends, then stops.
@main
struct CronTestApp {
    static func main() async throws {
        let autocron = try await Autocron.start(CommandLine.arguments[1], workers: 1)
        report(TestEvent(.started))
        await TestInput.waitForEnd()
        try await autocron.stop(within: .seconds(2))
    }
}
