import Autocron
import ShopTasks

/// Runs tasks until SIGTERM or Ctrl-C.
@main
struct ShopWorker {
    static func main() async throws {
        let database = CommandLine.arguments.dropFirst().first ?? "shop.db"
        try await Autocron.run(database, workers: 2)
        say("stopped")
    }
}
