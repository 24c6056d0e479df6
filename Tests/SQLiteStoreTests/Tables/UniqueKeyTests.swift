import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("A unique key")
struct UniqueKeyTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func keyed(_ rule: UniqueKey.Scope, until: WallTime? = nil, attempts: Int64 = 1) -> NewTask {
        .due(attempts: attempts, delay: .constant(0), unique: UniqueKey(key: "key", scope: rule, until: until))
    }

    private func insert(_ task: NewTask, at instant: WallTime) throws -> InsertResult {
        var task = task
        task.created = instant
        return try fixture.insert(task)
    }

    @Test("An equal task is found instead of stored", arguments: [.whileWaiting, .untilFinished] as [UniqueKey.Scope])
    func existing(_ rule: UniqueKey.Scope) throws {
        let first = keyed(rule)
        #expect(try fixture.insert(first) == .stored)
        #expect(try fixture.insert(keyed(rule)) == .existing(first.id))
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks") == 1)
    }

    @Test("Tasks with other keys, and without any, are stored")
    func otherKeys() throws {
        try fixture.insert(keyed(.untilFinished))
        #expect(try fixture.insert(.due(unique: UniqueKey(key: "Key", scope: .untilFinished))) == .stored)
        #expect(try fixture.insert(.due(unique: UniqueKey(key: "", scope: .untilFinished))) == .stored)
        #expect(try fixture.insert(.due()) == .stored)
    }

    @Test("While waiting: it is free from the moment at which the task starts")
    func whileWaiting() throws {
        let first = try fixture.start(keyed(.whileWaiting))
        let second = keyed(.whileWaiting)
        #expect(try fixture.insert(second) == .stored)
        // The end of the first must not free what the second holds.
        try fixture.settle(first, .succeeded(nil))
        #expect(try fixture.insert(keyed(.whileWaiting)) == .existing(second.id))
    }

    @Test(
        "While waiting: a task that goes back to waiting may stand beside a newer one",
        arguments: [
            .requeued, .interrupted, .failed(Failure(.threw)),
        ] as [AttemptResult])
    func goesBackBesideNewer(_ end: AttemptResult) throws {
        let first = try fixture.start(keyed(.whileWaiting, attempts: 2))
        let second = keyed(.whileWaiting)
        try fixture.insert(second)
        #expect(try fixture.settle(first, end))
        #expect(try fixture.state(first.id) == .waiting)
        #expect(try fixture.state(second.id) == .waiting)
    }

    @Test("While waiting: a task is reserved alone, since its key is free from then on")
    func reservedAlone() throws {
        try fixture.insert(.due(at: 1))
        try fixture.insert(.due(at: 2, unique: UniqueKey(key: "a", scope: .whileWaiting)))
        try fixture.insert(.due(at: 3, unique: UniqueKey(key: "b", scope: .whileWaiting)))
        try fixture.insert(.due(at: 4))
        #expect(try (0..<4).map { _ in try fixture.claim().tasks.count } == [1, 1, 1, 1])
    }

    @Test("Until finished: it is held while the task waits, runs and waits for a retry")
    func untilFinished() throws {
        let task = keyed(.untilFinished, attempts: 2)
        let first = try fixture.start(task)
        #expect(try fixture.insert(keyed(.untilFinished)) == .existing(task.id))
        try fixture.settle(first, .failed(Failure(.threw)))
        #expect(try fixture.insert(keyed(.untilFinished)) == .existing(task.id))
        let second = try #require(try fixture.claim(now: Fixture.now + 5_000).tasks.first)
        try fixture.settle(second, .failed(Failure(.threw)))
        #expect(try fixture.state(task.id) == .failed)
        #expect(try fixture.insert(keyed(.untilFinished)) == .stored)
    }

    @Test(
        "Until finished: every end gives it back",
        arguments: [
            .succeeded(nil), .failed(Failure(.crashed, signal: 11)), .cancelled,
        ] as [AttemptResult])
    func givenBack(_ end: AttemptResult) throws {
        let task = try fixture.start(keyed(.untilFinished))
        try fixture.settle(task, end)
        #expect(try fixture.insert(keyed(.untilFinished)) == .stored)
    }

    @Test("Until finished: a parked task holds it, and gives it back when cancelled")
    func parked() throws {
        let task = try fixture.start(keyed(.untilFinished))
        try fixture.settle(task, .parked(Failure(.undecodableArguments)))
        #expect(try fixture.insert(keyed(.untilFinished)) == .existing(task.id))
        #expect(try fixture.cancel(task.id) == .cancelled)
        #expect(try fixture.insert(keyed(.untilFinished)) == .stored)
    }

    @Test("A task that is stored once more, since nobody knew that it was, takes no key back after its end")
    func replayed() throws {
        let task = keyed(.untilFinished)
        try fixture.settle(try fixture.start(task), .succeeded(nil))
        #expect(try fixture.insert(task) == .stored)
        #expect(try fixture.state(task.id) == .succeeded)
        #expect(try fixture.insert(keyed(.untilFinished)) == .stored)
    }

    @Test("Cancelling a waiting task gives it back", arguments: [.whileWaiting, .untilFinished] as [UniqueKey.Scope])
    func cancelled(_ rule: UniqueKey.Scope) throws {
        let task = keyed(rule)
        try fixture.insert(task)
        #expect(try fixture.cancel(task.id) == .cancelled)
        #expect(try fixture.insert(keyed(rule)) == .stored)
    }

    @Test("For a time: neither the task's end nor its cancellation gives it back, its instant does")
    func lasting() throws {
        let now = Fixture.now
        let task = keyed(.lasting, until: now + 100)
        let claimed = try fixture.start(task)
        try fixture.settle(claimed, .succeeded(nil))
        #expect(try insert(keyed(.lasting, until: now + 199), at: now + 99) == .existing(task.id))
        let next = keyed(.lasting, until: now + 200)
        #expect(try insert(next, at: now + 100) == .stored)
        #expect(try fixture.cancel(next.id) == .cancelled)
        #expect(try insert(keyed(.lasting, until: now + 250), at: now + 150) == .existing(next.id))
    }

    @Test("For a time: it is held after the task's row is gone, until housekeeping meets its end")
    func lastingOutlivesRow() throws {
        let now = Fixture.now
        let task = try fixture.start(keyed(.lasting, until: now + 1_000_000))
        try fixture.settle(task, .succeeded(nil))
        try fixture.store.write { connection throws(StoreError) in
            _ = try connection.deleteFinished(before: now + 10_000, now: now + 10_000)
        }
        #expect(try fixture.row(task.id) == nil)
        #expect(try insert(keyed(.lasting, until: now + 1_000_000), at: now + 10_000) == .existing(task.id))
        try fixture.store.write { connection throws(StoreError) in
            _ = try connection.deleteFinished(before: 0, now: now + 1_000_000)
        }
        #expect(try fixture.number("SELECT count(*) FROM autocron_keys") == 0)
    }

    @Test("For a time that is over at once: it holds nothing up")
    func lastingNothing() throws {
        #expect(try fixture.insert(keyed(.lasting, until: Fixture.now)) == .stored)
        #expect(try fixture.insert(keyed(.lasting, until: Fixture.now)) == .stored)
    }

    @Test("A task whose outcome is known to hold no key leaves those of others alone")
    func noKey() throws {
        let holder = keyed(.untilFinished)
        try fixture.insert(holder)
        var outcome = try fixture.start(.due()).ended(.succeeded(nil))
        outcome.mayHoldKey = false
        try fixture.settle(outcome)
        #expect(try fixture.insert(keyed(.untilFinished)) == .existing(holder.id))
    }
}
