import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("What comes next")
struct NextDueTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func next() throws -> WallTime? {
        try fixture.store.read { connection throws(StoreError) in try connection.nextDue(after: Fixture.now) }
    }

    private func hasWork() throws -> Bool {
        try fixture.store.read { connection throws(StoreError) in try connection.hasWork(now: Fixture.now) }
    }

    @Test("Nothing, where nothing waits for the future")
    func nothing() throws {
        #expect(try next() == nil)
        try fixture.insert(.due())
        #expect(try next() == nil)
    }

    @Test("The earliest of all queues and levels")
    func earliest() throws {
        try fixture.insert(.due(at: Fixture.now + 30, priority: .high))
        try fixture.insert(.due(at: Fixture.now + 10, queue: "other", priority: .background))
        try fixture.insert(.due(at: .distantFuture))
        #expect(try next() == Fixture.now + 10)
    }

    @Test("There is work while something is due or runs, and not while it waits for the future, is parked or has ended")
    func work() throws {
        #expect(try !hasWork())
        try fixture.insert(.due(at: Fixture.now + 1))
        #expect(try !hasWork())
        let task = NewTask.due(queue: "other", priority: .background)
        try fixture.insert(task)
        #expect(try hasWork())
        let claimed = try #require(try fixture.claim().tasks.first)
        #expect(try hasWork())
        try fixture.settle(claimed, .parked(Failure(.undecodableArguments)))
        #expect(try !hasWork())
    }
}
