import TestSupport
import Testing

@testable import Autocron
@testable import SQLiteStore

@Suite("The wait for the end of an application's own transaction", .timeLimit(.minutes(5)))
struct CommitWaiterTests {
    let folder: TemporaryFolder
    let store: SQLiteStore
    let owner: Connection
    let listener = NotifierSpy()
    let watch: CommitWaiter

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("app.db"))
        owner = try Connection(
            path: folder.file("app.db"), syncsOnCommit: false, busyTimeout: .seconds(5), checkpointsAtClose: false
        )
        watch = CommitWaiter(store: store, listener: listener)
    }

    @Test("A process that ends tells of what the thread has taken as well, and of nothing twice")
    func flushed() async throws {
        try owner.execute("BEGIN IMMEDIATE")
        watch.expect([.made()], at: 0)
        while !watch.isExpecting { await Task.yield() }
        watch.expect([.made(), .made(runAt: 7)], at: 0)
        watch.flush()
        #expect(listener.all.map(\.due).reduce(0, +) == 2)
        #expect(listener.all.compactMap(\.earliest) == [7])
        try owner.execute("COMMIT")
        let told = listener.all
        watch.close()
        #expect(listener.all == told)
    }

    @Test("Nobody is told before the transaction is over")
    func waits() async throws {
        try owner.execute("BEGIN IMMEDIATE")
        watch.expect([.made()], at: 0)
        while !watch.isExpecting { await Task.yield() }
        #expect(listener.all.isEmpty)
        try owner.execute("COMMIT")
        while listener.all.isEmpty { await Task.yield() }
        #expect(listener.all == [NotifierSpy.Commit(due: 1, earliest: nil)])
        watch.close()
        #expect(listener.timesGrown == 0)
    }

    @Test("A log that the owner does not copy is told of, since the owner's commits are not seen")
    func longLog() async throws {
        try owner.run(script: "CREATE TABLE large(bytes BLOB)")
        try owner.execute("BEGIN IMMEDIATE")
        watch.expect([.made()], at: 0)
        try owner.run(
            script: """
                WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 90) \
                INSERT INTO large SELECT zeroblob(1000000) FROM numbers
                """
        )
        try owner.execute("COMMIT")
        while listener.timesGrown == 0 { await Task.yield() }
        watch.close()
    }
}
