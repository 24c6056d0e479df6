import Autocron
import Foundation
import TestMessages

/// As many recurring functions as the test asks for; each run reports its instant, and how late it is.
///
/// `ManySchedulesApp DATABASE COUNT [SECONDS]`: the functions `tick0()`, `tick1()`, … recur every so many seconds, one
/// if nothing is said. They are registered as the macros' expansions do it, to spare fifty declarations.
@main
struct ManySchedulesApp {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let distance = arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1
        for index in 0..<(Int(arguments[2]) ?? 1) {
            let options = _cronOptions(every: .seconds(distance), overlap: .allow(max: 1000))
            _register("tick\(index)()", at: "ManySchedulesApp/ManySchedulesApp.swift:17", options) { _ in
                reportFiring(of: "tick\(index)()")
                return nil
            }
        }
        var configuration = Autocron.Configuration()
        configuration.logHandler = { message in
            let log = TestEvent.Log(
                level: TestEvent.Level(rawValue: "\(message.level)") ?? .error, event: "\(message.event)",
                metadata: message.metadata)
            report(TestEvent(.log, text: message.text, log: log))
        }
        let autocron = try await Autocron.start(arguments[1], workers: 2, configuration: configuration)
        report(TestEvent(.started))
        await TestInput.waitForEnd()
        try await autocron.stop(within: .seconds(2))
    }

    /// The instant of a run that has none is 0.
    private static func reportFiring(of function: String) {
        let now = Date().timeIntervalSince1970
        let instant = TaskContext.current?.scheduledAt?.timeIntervalSince1970 ?? 0
        let firing = TestEvent.Firing(
            function: function, instant: Int64(instant * 1e6), missed: TaskContext.current?.missedCount ?? 0,
            lateness: Int64((now - instant) * 1e6))
        report(TestEvent(.fired, firing: firing))
    }
}
