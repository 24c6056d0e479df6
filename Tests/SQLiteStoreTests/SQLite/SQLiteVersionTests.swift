import TestSupport
import Testing

@testable import SQLiteStore

@Suite("What is known of SQLite's versions")
struct SQLiteVersionTests {
    @Test(
        "The fault in checkpoints came with the write-ahead log, and went with 3.51.3",
        arguments: [
            (3_006_023, false), (3_007_000, true), (3_040_001, true), (3_051_002, true), (3_051_003, false),
            (4_000_000, false),
        ] as [(Int32, Bool)])
    func fault(_ number: Int32, _ has: Bool) {
        #expect(SQLiteVersion.losesCommits(number) == has)
    }
}
