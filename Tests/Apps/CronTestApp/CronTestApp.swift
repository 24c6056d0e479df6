import Autocron
import Foundation

/// Says for which instant it runs.
@Cron(every: .seconds(1), overlap: .allow(max: 10))
func tick() {
    say("tick")
}

/// Says the same, some time later.
@Cron(every: .seconds(1), overlap: .allow(max: 10), jitter: .milliseconds(400))
func drift() {
    say("drift")
}

private func say(_ what: String) {
    let instant = TaskContext.current?.scheduledAt?.timeIntervalSince1970 ?? 0
    let line = "\(what) \(Int(instant)) \(getpid()) \(Date().timeIntervalSince1970)\n"
    try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
}

/// Keeps a schedule until its standard input ends, then stops.
@main
struct CronTestApp {
    static func main() async throws {
        let autocron = try await Autocron.start(CommandLine.arguments[1], workers: 1)
        try? FileHandle.standardOutput.write(contentsOf: Data("started \(getpid())\n".utf8))
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                while readLine() != nil {}
                continuation.resume()
            }
        }
        try await autocron.stop(within: .seconds(2))
    }
}
