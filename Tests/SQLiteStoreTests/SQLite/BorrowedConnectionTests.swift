import CSQLite
import Foundation
import InspectionModel
import StoreAdministration
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("A connection lent by the application")
struct BorrowedConnectionTests {
    let fixture: Fixture
    let own: SideConnection

    init() throws {
        fixture = try Fixture()
        own = try SideConnection(fixture.path, busyTimeout: 0)
        try own.run("CREATE TABLE orders(id INTEGER PRIMARY KEY)")
    }

    private func store(_ tasks: NewTask...) throws {
        let lent = try unsafe BorrowedConnection(own.handle, to: fixture.store.file)
        _ = try lent.write { connection throws(StoreError) in try connection.insert(reservedID: tasks) }
    }

    @Test("The number of the owner's last row stays what it was, also after a failure")
    func lastRow() throws {
        try own.run("BEGIN IMMEDIATE; INSERT INTO orders VALUES (12345)")
        try store(.due(), .due(queue: "mail", unique: UniqueKey(key: "k", scope: .untilFinished)))
        #expect(try own.number("SELECT last_insert_rowid()") == 12_345)
        let lent = try unsafe BorrowedConnection(own.handle, to: fixture.store.file)
        #expect(throws: StoreError.self) {
            try lent.write { connection throws(StoreError) in
                _ = try connection.insert(.due())
                throw StoreError(.diskFull, "as ordered")
            }
        }
        #expect(try own.number("SELECT last_insert_rowid()") == 12_345)
        try own.run("COMMIT")
    }

    private func refusal(_ foreign: SideConnection) -> StoreError? {
        #expect(throws: StoreError.self) { try unsafe BorrowedConnection(foreign.handle, to: fixture.store.file) }
    }

    private func counts() throws -> [Int64] {
        [
            try fixture.number("SELECT count(*) FROM autocron_tasks") ?? -1,
            try fixture.number("SELECT count(*) FROM orders") ?? -1,
        ]
    }

    @Test("Task and data are committed together", arguments: ["BEGIN", "BEGIN IMMEDIATE", "SAVEPOINT mine"])
    func committed(begin: String) throws {
        try own.run(begin)
        try own.run("INSERT INTO orders VALUES (1)")
        let task = NewTask.due(queue: "mail")
        try store(task)
        #expect(try counts() == [0, 0])
        try own.run(begin.hasPrefix("BEGIN") ? "COMMIT" : "RELEASE mine")
        #expect(try counts() == [1, 1])
        #expect(try fixture.claim().tasks.map(\.id) == [task.id])
    }

    @Test("Task and data are rolled back together")
    func rolledBack() throws {
        try own.run("BEGIN; INSERT INTO orders VALUES (1)")
        try store(.due(unique: UniqueKey(key: "key", scope: .untilFinished)))
        try own.run("ROLLBACK")
        #expect(try counts() == [0, 0])
        #expect(try fixture.number("SELECT count(*) FROM autocron_keys") == 0)
    }

    @Test("A body that fails undoes what it wrote; the rest of the transaction is committed")
    func failure() throws {
        try own.run("BEGIN; INSERT INTO orders VALUES (1)")
        let lent = try unsafe BorrowedConnection(own.handle, to: fixture.store.file)
        #expect(throws: StoreError(.corrupt, "as ordered")) {
            try lent.write { connection throws(StoreError) in
                _ = try connection.insert(.due())
                throw StoreError(.corrupt, "as ordered")
            }
        }
        try own.run("INSERT INTO orders VALUES (2); COMMIT")
        #expect(try counts() == [0, 2])
    }

    @Test("Several times in one transaction, and in savepoints of the owner's")
    func severalTimes() throws {
        try own.run("BEGIN")
        try store(.due())
        try own.run("SAVEPOINT mine")
        try store(.due(), .due())
        try own.run("ROLLBACK TO mine")
        try store(.due())
        try own.run("COMMIT")
        #expect(try counts() == [2, 0])
    }

    @Test("Without a transaction it is refused, and nothing is written")
    func noTransaction() throws {
        let error = refusal(own)
        #expect(error?.code == .noTransaction)
        #expect(error?.description.contains("BEGIN IMMEDIATE") == true)
    }

    @Test("A transaction that ends before the tasks are written is noticed", arguments: ["COMMIT", "ROLLBACK"])
    func endedBetween(end: String) throws {
        try own.run("BEGIN; INSERT INTO orders VALUES (1)")
        let lent = try unsafe BorrowedConnection(own.handle, to: fixture.store.file)
        try own.run(end)
        #expect { try lent.write { _ throws(StoreError) in } } throws: { ($0 as? StoreError)?.code == .noTransaction }
        #expect(try counts()[0] == 0)
    }

    @Test("Another file, one in memory and a temporary one are refused, also where ours is attached")
    func otherDatabase() throws {
        for path in [fixture.folder.file("other.db"), ":memory:", ""] {
            let other = try SideConnection(path)
            try other.run("ATTACH '\(fixture.path)' AS ours")
            try other.run("BEGIN")
            let error = refusal(other)
            #expect(error?.code == .otherDatabase)
            #expect(error?.description.contains(fixture.path) == true)
        }
    }

    @Test("The same file by another name is the same file")
    func symbolicLink() throws {
        let link = fixture.folder.file("link.db")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "app.db")
        let linked = try SideConnection(link)
        try linked.run("BEGIN")
        #expect(throws: Never.self) { try unsafe BorrowedConnection(linked.handle, to: fixture.store.file) }
        try linked.run("ROLLBACK")
    }

    @Test("A connection that may only read is refused, or says so when it is to write")
    func readOnly() throws {
        let reader = try SideConnection(fixture.path, isReadOnly: true)
        try reader.run("BEGIN")
        #expect(refusal(reader)?.code == .readOnly)
        try own.run("PRAGMA query_only = 1; BEGIN")
        #expect { try store(.due()) } throws: { ($0 as? StoreError)?.code == .readOnly }
        try own.run("COMMIT")
    }

    @Test("Tables of a later build are refused with both versions, and missing ones as well")
    func schema() throws {
        try own.run("UPDATE autocron_schema SET version = 99; BEGIN")
        let newer = refusal(own)
        #expect(newer?.code == .newerSchema)
        #expect(newer?.description.contains("99") == true)
        try own.run("DROP TABLE autocron_schema")
        #expect(refusal(own)?.code == .notADatabase)
        try own.run("ROLLBACK")
    }

    @Test("A lock of another writer is an error that says how to avoid it; the transaction stays open")
    func busy() throws {
        let other = try SideConnection(fixture.path)
        try other.run("BEGIN IMMEDIATE")
        try own.run("BEGIN")
        let error = #expect(throws: StoreError.self) { try store(.due()) }
        #expect(error?.code == .busy)
        #expect(error?.description.contains("BEGIN IMMEDIATE") == true)
        try other.run("ROLLBACK")
        try store(.due())
        try own.run("COMMIT")
        #expect(try counts()[0] == 1)
    }

    @Test("A transaction that reads an old state is refused by SQLite, and nothing of it is written")
    func oldSnapshot() throws {
        try own.run("BEGIN")
        _ = try own.number("SELECT count(*) FROM orders")
        try fixture.insert(.due())
        #expect { try store(.due()) } throws: { ($0 as? StoreError)?.code == .busy }
        try own.run("ROLLBACK")
        #expect(try counts()[0] == 1)
    }

    @Test("Its settings, hooks and open statements are left alone")
    func leftAlone() throws {
        let settings = [
            "busy_timeout", "synchronous", "wal_autocheckpoint", "journal_size_limit", "foreign_keys", "cache_size",
        ]
        try own.run("PRAGMA busy_timeout = 1234; PRAGMA synchronous = EXTRA; PRAGMA wal_autocheckpoint = 77")
        try own.run("PRAGMA journal_size_limit = 555; PRAGMA foreign_keys = ON; BEGIN")
        let before = try settings.map { try own.number("PRAGMA \($0)") }
        var commits = 0
        unsafe withUnsafeMutablePointer(to: &commits) { counter in
            unsafe sqlite3_commit_hook(
                own.handle,
                {
                    unsafe $0?.assumingMemoryBound(to: Int.self).pointee += 1; return 0
                }, counter)
            var statement: OpaquePointer?
            #expect(unsafe sqlite3_prepare_v2(own.handle, "SELECT 1 UNION SELECT 2", -1, &statement, nil) == SQLITE_OK)
            #expect(unsafe sqlite3_step(statement) == SQLITE_ROW)
            #expect(throws: Never.self) { try store(.due(), .due(queue: "other")) }
            #expect(unsafe sqlite3_step(statement) == SQLITE_ROW)
            // The only statement that is left is the owner's own.
            #expect(unsafe sqlite3_next_stmt(own.handle, nil) == statement)
            #expect(unsafe sqlite3_next_stmt(own.handle, statement) == nil)
            unsafe sqlite3_finalize(statement)
            #expect(throws: Never.self) { try own.run("COMMIT") }
            unsafe sqlite3_commit_hook(own.handle, nil, nil)
        }
        #expect(commits == 1)
        #expect(try settings.map { try own.number("PRAGMA \($0)") } == before)
    }
}

@Suite("A task whose identifier was given out before")
struct PromisedTaskTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func keyed() -> NewTask { .due(unique: UniqueKey(key: "key", scope: .untilFinished)) }

    private func insert(_ tasks: NewTask...) throws -> [TaskID] {
        try fixture.store.write { connection throws(StoreError) in try connection.insert(reservedID: tasks) }.map(\.id)
    }

    @Test("It is stored under that identifier")
    func stored() throws {
        let task = keyed()
        #expect(try insert(task) == [task.id])
        #expect(try fixture.row(task.id)?.id == task.id)
    }

    @Test("Where an equal one came first, the identifier stands for that: read, cancelled, tried again, deleted")
    func standIn() throws {
        let (first, second) = (keyed(), keyed())
        try fixture.insert(first)
        #expect(try insert(second).isEmpty)
        #expect(try fixture.row(second.id) == fixture.row(first.id))
        #expect(try fixture.cancel(second.id) == .cancelled)
        #expect(try fixture.state(first.id) == .cancelled)
        let retried = try fixture.store.write { connection throws(StoreError) in
            try connection.retry(second.id, now: Fixture.now)
        }
        #expect(retried == .due)
        // The key was taken again for the task itself.
        #expect(try fixture.insert(keyed()) == .existing(first.id))
        let deleted = try fixture.store.write { connection throws(StoreError) in try connection.delete(second.id) }
        #expect(deleted == .deleted)
        #expect(try fixture.row(second.id) == nil)
    }

    @Test("Two equal ones in one transaction: the second identifier stands for the first's task")
    func twoInOne() throws {
        let (first, second) = (keyed(), keyed())
        #expect(try insert(first, second) == [first.id])
        #expect(try fixture.row(second.id)?.id == first.id)
        #expect(try fixture.number("SELECT count(*) FROM autocron_keys") == 2)
    }

    @Test("Stored once more, since nobody knew that it was, it stands for itself")
    func replayed() throws {
        let task = keyed()
        #expect(try insert(task) == [task.id])
        #expect(try insert(task).isEmpty)
        #expect(try fixture.row(task.id)?.state == .waiting)
        #expect(try fixture.number("SELECT count(*) FROM autocron_keys") == 1)
    }

    @Test("Housekeeping forgets the identifier with the task that it stands for, and no key of a function")
    func forgotten() throws {
        let (first, second) = (keyed(), keyed())
        let claimed = try fixture.start(first)
        try fixture.insert(.due(unique: UniqueKey(key: "=odd(name)", scope: .lasting, until: .distantFuture)))
        _ = try insert(second)
        try fixture.settle(claimed, .succeeded(nil))
        #expect(try fixture.row(second.id)?.state == .succeeded)
        let clean = { instant in
            try fixture.store.write { connection throws(StoreError) in
                try connection.deleteFinished(before: instant, now: Fixture.now).tasks
            }
        }
        _ = try clean(0)
        #expect(try fixture.row(second.id)?.state == .succeeded)
        _ = try clean(Fixture.now + 10_000)
        #expect(try fixture.row(second.id) == nil)
        #expect(try fixture.number("SELECT count(*) FROM autocron_keys") == 1)
    }
}
