import Foundation
import InspectionModel
import StoreAdministration
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("Housekeeping")
struct HousekeepingTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func clean(before instant: WallTime, now: WallTime = Fixture.now) throws -> Int {
        try fixture.store.write { connection throws(StoreError) in
            try connection.deleteFinished(before: instant, now: now).tasks
        }
    }

    @Test("Every final state goes when its time is over; what waits, runs or is parked stays for ever")
    func states() throws {
        let ends: [AttemptResult] = [
            .succeeded(nil), .failed(Failure(.threw)), .cancelled, .parked(Failure(.unknownName)),
        ]
        for end in ends { try fixture.settle(try fixture.start(.due()), end) }
        _ = try fixture.start(.due())
        try fixture.insert(.due(at: 1))
        let ended = Fixture.now + 1_000
        #expect(try clean(before: ended) == 0)
        #expect(try clean(before: ended + 1) == 3)
        #expect(try clean(before: .distantFuture) == 0)
        let counts = try fixture.store.read { connection throws(StoreError) in try connection.counts() }
        #expect(counts == [.waiting: 1, .running: 1, .parked: 1])
    }

    private func size() throws -> (bytes: Int64, free: Int64) {
        try fixture.store.read { connection throws(StoreError) in try connection.size() }
    }

    private func fill(_ count: Int) throws {
        var task = NewTask.due()
        task.arguments = [UInt8](repeating: 0x20, count: 3_000)
        for _ in 0..<count {
            task.id = Identifiers.next()
            try fixture.insert(task)
        }
        try fixture.run("UPDATE autocron_tasks SET state = 2, finished = 1")
        while try clean(before: 2) > 0 {}
    }

    @Test("Free pages go back to the file system, some at a time, but for those that will soon be used again")
    func pagesGoBack() throws {
        try fill(2_000)
        let before = try size()
        #expect(before.free > 6_000_000)
        let checkpointer = try Checkpointer(file: fixture.store.file)
        var rounds = 0
        while try checkpointer.returnPages() { rounds += 1 }
        #expect(rounds > 5)
        _ = try checkpointer.run()
        let after = try size()
        #expect(after.free <= 1_100_000)
        #expect(after.bytes < before.bytes / 4)
        let attributes = try FileManager.default.attributesOfItem(atPath: fixture.path)
        #expect(attributes[.size] as? Int64 == after.bytes)
    }

    @Test("Pages that are needed again and again are not given back, those that nobody needs for ten minutes are")
    func pagesInUse() {
        var watch = FreePageTrend()
        let minute: MonotonicTime = 60_000_000_000
        // Each minute most of them are in use when the next are about to be deleted.
        for number in 0..<30 as Range<Int64> {
            #expect(watch.add(number.isMultiple(of: 2) ? 300 : 5_000, at: number * minute) <= 44)
        }
        // From the thirtieth minute on fewer tasks are stored.
        var spare: [Int64] = []
        for number in 30..<45 as Range<Int64> { spare.append(watch.add(5_000, at: number * minute)) }
        #expect(spare.prefix(9).allSatisfy { $0 <= 44 })
        #expect(spare.last == Int64(4_744))
    }

    @Test("Nothing is given back before the use of the pages has been seen for ten minutes")
    func pagesAtFirst() {
        var watch = FreePageTrend()
        let minute: MonotonicTime = 60_000_000_000
        let spare = (0..<12 as Range<Int64>).map { watch.add(5_000, at: $0 * minute + 7) }
        #expect(spare == Array(repeating: 0, count: 10) + [4_744, 4_744])
    }

    @Test("Of the free pages as many stay as are to be kept")
    func keptPages() throws {
        try fill(1_000)
        let checkpointer = try Checkpointer(file: fixture.store.file)
        let free = try checkpointer.freePages()
        while try checkpointer.returnPages(keeping: free - 250) {}
        // SQLite's own pages for keeping account of the others may go along.
        #expect(try (free - 252...free - 250).contains(checkpointer.freePages()))
    }

    @Test("A file with tables of the application's own is never made smaller")
    func sharedFileIsLeft() throws {
        try fixture.run("CREATE TABLE orders(id INTEGER PRIMARY KEY)")
        try fill(1_000)
        let before = try size()
        #expect(try Checkpointer(file: fixture.store.file).returnPages() == false)
        #expect(try size() == before)
    }

    @Test("A file that was made by somebody else keeps its kind")
    func foreignFileIsLeft() throws {
        let path = fixture.folder.file("other.db")
        try makeForeignDatabase(path)
        let store = try SQLiteStore(path: path)
        let mode = try store.read { connection throws(StoreError) in
            try connection.statement("PRAGMA auto_vacuum").first { $0.integer(0) }
        }
        #expect(mode == 0)
    }

    @Test("A task's earlier attempts go with it, and those of others stay")
    func attempts() throws {
        for attempts in [Int64(2), 3] {
            var task = try fixture.start(.due("work\(attempts)", attempts: attempts, delay: .constant(0)))
            try fixture.settle(task, .failed(Failure(.threw)))
            task = try #require(try fixture.claim(now: Fixture.now + 5_000).tasks.first)
            try fixture.settle(task, .failed(Failure(.threw)))
        }
        #expect(try fixture.number("SELECT count(*) FROM autocron_attempts") == 3)
        #expect(try clean(before: .distantFuture) == 1)
        #expect(try fixture.number("SELECT count(*) FROM autocron_attempts") == 2)
    }

    @Test("The oldest go first, a batch at a time, until none is left")
    func batches() throws {
        let batch = Connection.housekeepingBatch
        for index in 0..<(2 * batch + 1) {
            let task = try fixture.start(.due())
            try fixture.settle(task.ended(.succeeded(nil), at: Fixture.now + Int64(index)))
        }
        #expect(try clean(before: .distantFuture) == batch)
        #expect(
            try fixture.number("SELECT min(finished) FROM autocron_tasks") == Fixture.now.microseconds + Int64(batch))
        #expect(try clean(before: .distantFuture) == batch)
        #expect(try clean(before: .distantFuture) == 1)
        #expect(try clean(before: .distantFuture) == 0)
    }

    @Test("Keys go at their instant, and those without one stay")
    func keys() throws {
        for (key, until) in [("a", WallTime?.some(10)), ("b", 11), ("c", nil)] {
            let rule: UniqueKey.Scope = until == nil ? .untilFinished : .lasting
            var task = NewTask.due(unique: UniqueKey(key: key, scope: rule, until: until))
            task.created = 1
            try fixture.insert(task)
        }
        _ = try clean(before: 0, now: 10)
        #expect(try fixture.number("SELECT count(*) FROM autocron_keys") == 2)
        _ = try clean(before: 0, now: .distantFuture)
        #expect(try fixture.number("SELECT count(*) FROM autocron_keys") == 1)
    }

    @Test("The checkpointer's own connection does the same, and says when there may be more")
    func throughCheckpointer() throws {
        let checkpointer = try Checkpointer(file: fixture.store.file)
        for _ in 0...Connection.housekeepingBatch { try fixture.settle(try fixture.start(.due()), .succeeded(nil)) }
        #expect(try checkpointer.deleteFinished(before: .distantFuture, now: 0))
        #expect(try !checkpointer.deleteFinished(before: .distantFuture, now: 0))
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks") == 0)
    }

    @Test("A queue's name goes with the last of its tasks, and a new task makes it again")
    func queues() throws {
        let names = {
            try self.fixture.store.read { connection throws(StoreError) in try connection.queueNames() }
        }
        for queue in ["mail", "mail", "post", "default"] {
            try fixture.settle(try fixture.start(.due(queue: queue)), .succeeded(nil))
        }
        try fixture.run("UPDATE autocron_tasks SET finished = 1 WHERE queue = 2 AND id = 1")
        let waiting = NewTask.due(queue: "post")
        try fixture.insert(waiting)
        #expect(try clean(before: 2) == 1)
        #expect(try names() == ["default", "mail", "post"])
        #expect(try clean(before: .distantFuture) == 3)
        #expect(try names() == ["default", "post"])
        try fixture.store.write { connection throws(StoreError) in
            #expect(try connection.delete(waiting.id) == .deleted)
        }
        #expect(try names() == ["default"])
        try fixture.insert(.due(queue: "mail"))
        #expect(try fixture.claim().tasks.count == 1)
    }

    /// Stores unique tasks that only stand for another one.
    private func standIns(_ count: Int, for holder: NewTask, key: String) throws {
        try fixture.store.write { connection throws(StoreError) in
            for _ in 0..<count {
                let task = NewTask.due(unique: UniqueKey(key: key, scope: .untilFinished))
                #expect(try connection.insert(reservedID: task) == .existing(holder.id))
            }
        }
    }

    @Test("Identifiers that stand for a task go with it, a limited number in one transaction")
    func standIns() throws {
        let batch = Connection.housekeepingBatch
        let holder = NewTask.due("held", unique: UniqueKey(key: "held", scope: .untilFinished))
        try fixture.insert(holder)
        try standIns(5, for: holder, key: "held")
        let unique = NewTask.due("work", unique: UniqueKey(key: "work", scope: .untilFinished))
        try fixture.insert(unique)
        try standIns(2 * batch + 10, for: unique, key: "work")
        let claimed = try #require(try fixture.claim { $0 == "work" }.tasks.first)
        try fixture.settle(claimed, .succeeded(nil))
        var rounds: [Int64] = []
        var done = Connection.Housekeeping(mayHaveMore: true)
        while done.mayHaveMore {
            let before = try #require(try fixture.number("SELECT count(*) FROM autocron_keys"))
            done = try fixture.store.write { connection throws(StoreError) in
                try connection.deleteFinished(before: .distantFuture, now: Fixture.now)
            }
            rounds.append(before - (try #require(try fixture.number("SELECT count(*) FROM autocron_keys"))))
            try #require(rounds.count < 10)
        }
        #expect(rounds.filter { $0 > 0 } == [Int64(batch), Int64(batch), 10])
        #expect(done.tasks == 1)
        // Those of the task that still waits, or is parked, stay with its key.
        #expect(try fixture.number("SELECT count(*) FROM autocron_keys") == 6)
    }

    @Test("A thousand keys whose time is over go a limited number in one transaction")
    func lastingKeys() throws {
        try fixture.store.write { connection throws(StoreError) in
            for number in 0..<1_000 {
                try connection.take(UniqueKey(key: "\(number)", scope: .lasting, until: 5), for: Identifiers.next())
            }
        }
        var rounds = 0
        while try fixture.store.write({ connection throws(StoreError) in
            try connection.deleteFinished(before: 0, now: 5).mayHaveMore
        }) { rounds += 1 }
        #expect(rounds == 1_000 / Connection.housekeepingBatch)
        #expect(try fixture.number("SELECT count(*) FROM autocron_keys") == 0)
    }
}
