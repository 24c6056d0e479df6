import Autocron
import Dispatch
import Foundation
import ShopTasks

/// Works until it is told to stop.
@main
struct ShopWorker {
    static func main() async throws {
        let database = CommandLine.arguments.dropFirst().first ?? "shop.db"
        let autocron = try await Autocron.start(database, workers: 2)
        say("working on \(database)")
        await termination()
        try await autocron.stop(within: .seconds(10))
        say("stopped")
    }
}

/// Suspends until this process is asked to end.
func termination() async {
    signal(SIGTERM, SIG_IGN)
    signal(SIGINT, SIG_IGN)
    let (signals, report) = AsyncStream<Void>.makeStream()
    let sources = [SIGTERM, SIGINT].map { DispatchSource.makeSignalSource(signal: $0) }
    for source in sources {
        source.setEventHandler { report.finish() }
        source.resume()
    }
    for await _ in signals {}
    for source in sources { source.cancel() }
}
