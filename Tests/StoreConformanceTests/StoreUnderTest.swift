import StoreOpening
import TaskModel
import TestSupport
import Testing

/// A kind of store that must pass the suite.
///
/// A second kind is a second element of ``all``; nothing else in the suite knows one kind from another.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    let name: String
    /// Opens the database of a test, which the first call creates.
    let open: @Sendable (TemporaryFolder) throws(StoreError) -> any TaskStore

    var testDescription: String { name }

    static let all = [
        StoreUnderTest(name: "SQLite") { folder throws(StoreError) in
            try StoreOpening.open(folder.database, as: .application(syncsOnCommit: false))
        }
    ]
}
