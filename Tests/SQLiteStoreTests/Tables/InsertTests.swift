import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Storing a task")
struct InsertTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("All that was said of it comes back with its claim")
    func everyField() throws {
        var task = NewTask.due(
            "Module.function(label:)", queue: "mail", priority: .low, attempts: 3, delay: .constant(7))
        task.arguments = Array(#"{"text":"ä \u0000 🙂"}"#.utf8)
        task.scheduledAt = 17
        task.missed = 4
        task.concurrency = 2
        #expect(try fixture.insert(task) == .stored)
        let claimed = try #require(try fixture.claim().tasks.first)
        #expect(
            claimed
                == ClaimedTask(
                    attempt: AttemptID(row: claimed.row, claimNumber: 1), id: task.id, name: task.name,
                    arguments: task.arguments, attemptsUsed: 0,
                    scheduledAt: 17, missed: 4, key: nil, concurrency: 2
                )
        )
    }

    @Test("It waits, uncharged and without outcome")
    func initialState() throws {
        let task = NewTask.due()
        try fixture.insert(task)
        let reading = try #require(try fixture.row(task.id))
        #expect(reading.state == .waiting)
        #expect(reading.attemptsUsed == 0)
        #expect(reading.outcome == nil)
        #expect(reading.failure == nil)
    }

    @Test("Empty arguments and an empty name are kept as such")
    func emptyValues() throws {
        var task = NewTask.due("")
        task.arguments = []
        try fixture.insert(task)
        let claimed = try #require(try fixture.claim().tasks.first)
        #expect(claimed.name.isEmpty)
        #expect(claimed.arguments.isEmpty)
    }

    @Test("A queue is made when its first task comes, and used again")
    func queues() throws {
        for queue in ["mail", "mail", "default", "", "mail"] { try fixture.insert(.due(queue: queue)) }
        #expect(try fixture.number("SELECT count(*) FROM autocron_queues") == 3)
        #expect(try fixture.claim().tasks.count == 5)
    }

    @Test("Storing the very same task again changes nothing, so whoever does not know whether it is there may do so")
    func sameTaskAgain() throws {
        let task = NewTask.due()
        #expect(try fixture.insert(task) == .stored)
        let before = try fixture.dump()
        #expect(try fixture.insert(task) == .stored)
        #expect(try fixture.dump() == before)
    }

    @Test("An unknown identifier is no task")
    func unknownTask() throws {
        #expect(try fixture.row(Identifiers.next()) == nil)
        #expect(try fixture.row(Identifiers.next()) == nil)
    }

    @Test("A transaction that throws leaves nothing, and the next one works")
    func rollback() throws {
        let kept = NewTask.due()
        #expect(throws: StoreError(.closed, "a test")) {
            try fixture.store.write { connection throws(StoreError) in
                _ = try connection.insert(.due())
                throw StoreError(.closed, "a test")
            }
        }
        try fixture.insert(kept)
        #expect(try fixture.store.read { connection throws(StoreError) in try connection.counts() } == [.waiting: 1])
    }

    @Test("A task that the table's checks refuse is an error, and nothing of its transaction is stored")
    func refusedTask() throws {
        let error = #expect(throws: StoreError.self) {
            try fixture.store.write { connection throws(StoreError) in
                _ = try connection.insert(.due())
                _ = try connection.insert(.due(attempts: 0))
            }
        }
        #expect(error?.code == .refused)
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks") == 0)
    }
}
