import StoreOpening
import TaskModel
import TestSupport
import Testing

#if PostgreSQL
import PostgresAdministration
import PostgresStore
#endif

/// A kind of store that must pass the suite.
///
/// Another kind is another element of ``all``; nothing else in the suite knows one kind from another.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    let name: String
    /// Opens the database of a test, which the first call creates.
    let open: @Sendable (TemporaryFolder) throws(StoreError) -> any TaskStore

    var testDescription: String { name }

    static let all = [sqlite] + postgres

    private static let sqlite = StoreUnderTest(name: "SQLite") { folder throws(StoreError) in
        try StoreOpening.open(folder.database, as: .application(syncsOnCommit: false))
    }

    #if PostgreSQL
    /// Empty if there is no server; ``PostgresUnderTest`` says so.
    private static let postgres =
        PostgresServer.address == nil
        ? []
        : [
            StoreUnderTest(name: "PostgreSQL") { folder throws(StoreError) in
                try PostgresStore(PostgresServer.database(of: folder))
            }
        ]
    #else
    private static let postgres: [StoreUnderTest] = []
    #endif
}

#if PostgreSQL
@Suite("PostgreSQL in the suite")
struct PostgresUnderTest {
    @Test(
        "It is among the stores",
        .enabled(
            if: PostgresServer.address != nil || PostgresServer.isRequired,
            Comment(rawValue: PostgresServer.isMissing)))
    func isThere() {
        #expect(StoreUnderTest.all.contains { $0.name == "PostgreSQL" }, "\(PostgresServer.isMissing)")
    }
}
#endif
