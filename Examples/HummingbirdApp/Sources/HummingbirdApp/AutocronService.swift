import Autocron
import ServiceLifecycle

/// Stops the worker pool when the application stops: after SIGTERM or SIGINT, and after the server, so that requests
/// that wait for a task still get its result.
struct AutocronService: Service {
    let autocron: Autocron

    func run() async throws {
        try? await gracefulShutdown()
        try await autocron.stop(within: .seconds(10))
    }
}
