import Platform
import TaskModel
import TestSupport
import Testing

@Suite("Workers that all wait for tasks")
struct StandstillTests {
    private func standstill(_ workers: AwaitingAttempt..., in store: TestStore) throws -> Standstill? {
        try store.store.standstill(of: workers)
    }

    @Test("One that waits for a task which waits for a worker", arguments: StoreUnderTest.all)
    func one(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let outer = try store.start(.due("outer"))
        let inner = NewTask.due("inner")
        try store.insert(inner)
        let worker = AwaitingAttempt(slot: "slot", attempt: outer.attempt, awaited: inner.id)
        let found = try #require(try standstill(worker, in: store))
        #expect(found.waits == [.init(name: "outer", id: outer.id, awaitedName: "inner", awaitedID: inner.id)])
        _ = try store.cancel(inner.id)
        #expect(try standstill(worker, in: store) == nil)
    }

    @Test(
        "Two that wait for each other's tasks; one of them that does not wait is enough", arguments: StoreUnderTest.all)
    func chain(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let first = try store.start(.due("first"), slot: "1")
        let second = try store.start(.due("second"), slot: "2")
        let third = NewTask.due("third")
        try store.insert(third)
        let workers = (
            AwaitingAttempt(slot: "1", attempt: first.attempt, awaited: second.id),
            AwaitingAttempt(slot: "2", attempt: second.attempt, awaited: third.id)
        )
        let found = try #require(try standstill(workers.0, workers.1, in: store))
        #expect(found.waits.map(\.awaitedName) == ["second", "third"])
        #expect(try standstill(workers.0, in: store) == nil)
        #expect(try standstill(in: store) == nil)
    }

    @Test("A wait of an attempt that has ended, or for a task that is gone, is none", arguments: StoreUnderTest.all)
    func ended(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let outer = try store.start(.due("outer"))
        let gone = AwaitingAttempt(slot: "slot", attempt: outer.attempt, awaited: .make())
        #expect(try standstill(gone, in: store) == nil)
        let inner = NewTask.due("inner")
        try store.insert(inner)
        try store.record(outer, .succeeded(nil))
        let over = AwaitingAttempt(slot: "slot", attempt: outer.attempt, awaited: inner.id)
        #expect(try standstill(over, in: store) == nil)
    }
}
