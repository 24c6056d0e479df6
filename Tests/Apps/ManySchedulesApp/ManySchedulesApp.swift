import Autocron
import Foundation

/// As many recurring functions as it is told, each of which says for which instant it runs and how late it is.
///
/// `ManySchedulesApp DATABASE COUNT [SECONDS]`: the functions `tick0()`, `tick1()`, … recur every so many seconds, one
/// if nothing is said. They are registered as the macros' expansions do it, since nobody wants to write fifty of them.
@main
struct ManySchedulesApp {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let distance = arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1
        for index in 0..<(Int(arguments[2]) ?? 1) {
            let options = _cronOptions(every: .seconds(distance), overlap: .allow(max: 1000))
            _register("tick\(index)()", at: "ManySchedulesApp/ManySchedulesApp.swift:17", options) { _ in
                tick(index)
                return nil
            }
        }
        var configuration = Autocron.Configuration()
        configuration.logHandler = { message in say("log \(message.level) \(message.text)") }
        let autocron = try await Autocron.start(arguments[1], workers: 2, configuration: configuration)
        say("started \(getpid())")
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                while readLine() != nil {}
                continuation.resume()
            }
        }
        try await autocron.stop(within: .seconds(2))
    }

    /// Says `tick INDEX INSTANT MISSED LATENESS`, in microseconds; the instant of a run that has none is 0.
    private static func tick(_ index: Int) {
        let now = Date().timeIntervalSince1970
        let instant = TaskContext.current?.scheduledAt?.timeIntervalSince1970 ?? 0
        let missed = TaskContext.current?.missedCount ?? 0
        say("tick \(index) \(Int(instant * 1e6)) \(missed) \(Int((now - instant) * 1e6))")
    }

    /// One write a line, since several processes write.
    private static func say(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}
