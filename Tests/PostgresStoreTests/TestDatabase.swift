#if PostgreSQL
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

extension Trait where Self == ConditionTrait {
    /// Skips a suite where there is no server; `StoreConformanceTests` fails where there must be one.
    static var needsServer: Self {
        .enabled(if: PostgresServer.address != nil, Comment(rawValue: PostgresServer.isMissing))
    }
}

/// A session as the store has it.
func session(_ address: String = PostgresServer.newDatabase()) throws -> PostgresConnection {
    try PostgresConnection(ConnectionString(address))
}

/// The error with which a database cannot be opened.
func refusal(_ address: String, creates: Bool = true) -> StoreError? {
    #expect(throws: StoreError.self) { try PostgresStore(address, creates: creates).close() }
}
#endif
