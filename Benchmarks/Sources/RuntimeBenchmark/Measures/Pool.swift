import Autocron
import Foundation

/// Starts a pool that is idle on return.
enum Pool {
    static func start(
        _ database: String, workers: Int = 2, configuration: Autocron.Configuration = .init()
    ) async throws -> Autocron {
        let autocron = try await Autocron.start(database, workers: workers, configuration: configuration)
        // A worker answers, so one is up; the other was started with it.
        _ = try await startInstant().value
        try await Task.sleep(for: .milliseconds(50))
        return autocron
    }
}
