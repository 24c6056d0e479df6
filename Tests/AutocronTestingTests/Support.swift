import AutocronTesting
import Foundation

/// 2026-07-13, a Monday, at 09:00 UTC.
let monday = Date(timeIntervalSince1970: 1_783_933_200)

/// A test as a user writes it, with the functions of this module alone: the runner's executable also holds those of all
/// the programs that other tests start.
nonisolated(nonsending)
    func testing<R>(
        from date: Date? = monday, recurring: TestPool.Recurring = .none, database: String? = nil,
        visibility: TestPool.Visibility = .task, configuration: Autocron.Configuration = quiet,
        mostTasks: Int = 20_000,
        _ body: nonisolated(nonsending) (TestPool, Journal) async throws -> R
    ) async throws -> R
{
    let own = Registry.shared.filter { $0.name.hasPrefix("AutocronTestingTests.") }
    let journal = Journal()
    return try await Journal.$current.withValue(journal) {
        try await Autocron.testing(
            own, from: date, recurring: recurring, database: database, visibility: visibility,
            configuration: configuration, maximumTasksPerInstant: mostTasks
        ) { pool in
            try await body(pool, journal)
        }
    }
}

/// Failures are expected here, and are not printed.
var quiet: Autocron.Configuration {
    var configuration = Autocron.Configuration()
    configuration.logHandler = { _ in }
    return configuration
}

func name(_ function: String) -> String { "AutocronTestingTests.\(function)" }
