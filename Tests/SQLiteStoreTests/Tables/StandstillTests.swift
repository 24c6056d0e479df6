import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Workers that all wait for tasks")
struct StandstillTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    /// A worker that runs a task which waits for another one.
    private func worker(_ slot: String, runs task: ClaimedTask, awaits awaited: TaskID) -> AwaitingAttempt {
        AwaitingAttempt(slot: slot, attempt: task.attempt, awaited: awaited)
    }

    private func standstill(_ workers: AwaitingAttempt...) throws -> Standstill? {
        try fixture.store.standstill(of: workers)
    }

    @Test("One that waits for a task which waits for a worker")
    func one() throws {
        let outer = try fixture.start(.due("outer"))
        let inner = NewTask.due("inner")
        try fixture.insert(inner)
        let worker = worker("slot", runs: outer, awaits: inner.id)
        let found = try #require(try standstill(worker))
        #expect(
            found.waits == [.init(name: "outer", id: outer.id, awaitedName: "inner", awaitedID: inner.id)])
        #expect(
            found.description == "the only worker waits for tasks that no worker is left to start: "
                + "'outer' (task \(outer.id)) for 'inner' (task \(inner.id))"
        )
        _ = try fixture.cancel(inner.id)
        #expect(try standstill(worker) == nil)
    }

    @Test("Two, of which one waits for the other")
    func chain() throws {
        let first = try fixture.start(.due("first"), slot: "1")
        let second = try fixture.start(.due("second"), slot: "2")
        let third = NewTask.due("third")
        try fixture.insert(third)
        let workers = (worker("1", runs: first, awaits: second.id), worker("2", runs: second, awaits: third.id))
        let found = try #require(try standstill(workers.0, workers.1))
        #expect(found.waits.map(\.awaitedName) == ["second", "third"])
        #expect(found.description.hasPrefix("all 2 workers wait for tasks"))
        // As long as one of them does not wait, or what it waits for runs elsewhere, things go on.
        #expect(try standstill(workers.0) == nil)
        #expect(try standstill() == nil)
    }

    @Test("A wait of an attempt that has ended, or for a task that is gone, keeps nobody")
    func ended() throws {
        let outer = try fixture.start(.due("outer"))
        #expect(try standstill(worker("slot", runs: outer, awaits: Identifiers.next())) == nil)
        let inner = NewTask.due("inner")
        try fixture.insert(inner)
        try fixture.settle(outer, .succeeded(nil))
        #expect(try standstill(worker("slot", runs: outer, awaits: inner.id)) == nil)
    }

    @Test("Of many only some are named")
    func many() throws {
        let wait = Standstill.Wait(name: "a", id: Identifiers.next(), awaitedName: "b", awaitedID: Identifiers.next())
        let text = Standstill(waits: Array(repeating: wait, count: 64)).description
        #expect(text.hasPrefix("all 64 workers wait"))
        #expect(text.hasSuffix(", and so on"))
        #expect(text.utf8.count < 1_000)
    }
}
