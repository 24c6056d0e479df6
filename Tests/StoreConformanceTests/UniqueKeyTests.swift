import Platform
import TaskModel
import TestSupport
import Testing

@Suite("Unique keys")
struct UniqueKeyTests {
    private func keyed(_ scope: UniqueKey.Scope, until: WallTime? = nil, attempts: Int64 = 1) -> NewTask {
        .due(attempts: attempts, delay: .constant(0), unique: UniqueKey(key: "key", scope: scope, until: until))
    }

    private func insert(_ task: NewTask, at instant: WallTime, into store: TestStore) throws -> InsertResult {
        var task = task
        task.created = instant
        return try store.insert(task)
    }

    @Test(
        "An equal task is found instead of stored", arguments: StoreUnderTest.all,
        [.whileWaiting, .untilFinished] as [UniqueKey.Scope])
    func existing(kind: StoreUnderTest, scope: UniqueKey.Scope) throws {
        let store = try TestStore(kind)
        let (first, second) = (keyed(scope), keyed(scope))
        #expect(try store.insert(first) == .stored)
        #expect(try store.other().insert(second) == .existing(first.id))
        #expect(try store.store.task(second.id) == nil)
        #expect(try store.claimAll().map(\.id) == [first.id])
    }

    @Test("Tasks with other keys, and without any, are stored", arguments: StoreUnderTest.all)
    func otherKeys(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try store.insert(keyed(.untilFinished))
        for key in ["Key", "", "key ", "kéy"] {
            #expect(try store.insert(.due(unique: UniqueKey(key: key, scope: .untilFinished))) == .stored, "'\(key)'")
        }
        #expect(try store.insert(.due()) == .stored)
    }

    @Test("While waiting: it is free from the moment at which the task starts", arguments: StoreUnderTest.all)
    func whileWaiting(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let first = try store.start(keyed(.whileWaiting))
        let second = keyed(.whileWaiting)
        #expect(try store.insert(second) == .stored)
        // The end of the first must not free what the second holds.
        try store.record(first, .succeeded(nil))
        #expect(try store.insert(keyed(.whileWaiting)) == .existing(second.id))
    }

    @Test(
        "While waiting: a task that waits again may wait beside a newer one", arguments: StoreUnderTest.all,
        [.requeued, .interrupted, .failed(Failure(.threw))] as [AttemptResult])
    func waitsAgain(kind: StoreUnderTest, result: AttemptResult) throws {
        let store = try TestStore(kind)
        let first = try store.start(keyed(.whileWaiting, attempts: 2))
        let second = keyed(.whileWaiting)
        try store.insert(second)
        #expect(try store.record(first, result))
        #expect(try store.state(first.id) == .waiting)
        #expect(try store.state(second.id) == .waiting)
    }

    @Test("Until finished: it is held while the task waits, runs and waits for a retry", arguments: StoreUnderTest.all)
    func untilFinished(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = keyed(.untilFinished, attempts: 2)
        let first = try store.start(task)
        #expect(try store.insert(keyed(.untilFinished)) == .existing(task.id))
        try store.record(first, .failed(Failure(.threw)))
        #expect(try store.insert(keyed(.untilFinished)) == .existing(task.id))
        let second = try #require(try store.claim(now: TestStore.now + 5_000).tasks.first)
        try store.record(second, .failed(Failure(.threw)))
        #expect(try store.state(task.id) == .failed)
        #expect(try store.insert(keyed(.untilFinished)) == .stored)
    }

    @Test(
        "Until finished: every end releases it", arguments: StoreUnderTest.all,
        [.succeeded(nil), .failed(Failure(.crashed, signal: 11)), .cancelled] as [AttemptResult])
    func released(kind: StoreUnderTest, result: AttemptResult) throws {
        let store = try TestStore(kind)
        try store.record(try store.start(keyed(.untilFinished)), result)
        #expect(try store.insert(keyed(.untilFinished)) == .stored)
    }

    @Test("Until finished: a parked task holds it, until it is cancelled", arguments: StoreUnderTest.all)
    func parked(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = try store.start(keyed(.untilFinished))
        try store.record(task, .parked(Failure(.undecodableArguments)))
        #expect(try store.insert(keyed(.untilFinished)) == .existing(task.id))
        #expect(try store.cancel(task.id) == .cancelled)
        #expect(try store.insert(keyed(.untilFinished)) == .stored)
    }

    @Test("A task that is stored again after its end takes no key back", arguments: StoreUnderTest.all)
    func storedAgain(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = keyed(.untilFinished)
        try store.record(try store.start(task), .succeeded(nil))
        #expect(try store.insert(task) == .stored)
        #expect(try store.state(task.id) == .succeeded)
        #expect(try store.insert(keyed(.untilFinished)) == .stored)
    }

    @Test(
        "Cancelling a waiting task releases it", arguments: StoreUnderTest.all,
        [.whileWaiting, .untilFinished] as [UniqueKey.Scope])
    func cancelled(kind: StoreUnderTest, scope: UniqueKey.Scope) throws {
        let store = try TestStore(kind)
        let task = keyed(scope)
        try store.insert(task)
        #expect(try store.cancel(task.id) == .cancelled)
        #expect(try store.insert(keyed(scope)) == .stored)
    }

    @Test(
        "For a time: neither the task's end nor its cancellation releases it, its instant does",
        arguments: StoreUnderTest.all)
    func lasting(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let now = TestStore.now
        let task = keyed(.lasting, until: now + 100)
        try store.record(try store.start(task), .succeeded(nil))
        #expect(try insert(keyed(.lasting, until: now + 199), at: now + 99, into: store) == .existing(task.id))
        let next = keyed(.lasting, until: now + 200)
        #expect(try insert(next, at: now + 100, into: store) == .stored)
        #expect(try store.cancel(next.id) == .cancelled)
        #expect(try insert(keyed(.lasting, until: now + 250), at: now + 150, into: store) == .existing(next.id))
    }

    @Test("For a time that is over at once: it holds nothing up", arguments: StoreUnderTest.all)
    func lastingNothing(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        #expect(try store.insert(keyed(.lasting, until: TestStore.now)) == .stored)
        #expect(try store.insert(keyed(.lasting, until: TestStore.now)) == .stored)
    }

    @Test("An outcome that is known to hold no key leaves those of others alone", arguments: StoreUnderTest.all)
    func noKey(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let holder = keyed(.untilFinished)
        try store.insert(holder)
        var outcome = try store.start(.due()).ended(.succeeded(nil))
        outcome.mayHoldKey = false
        #expect(try store.record(outcome))
        #expect(try store.insert(keyed(.untilFinished)) == .existing(holder.id))
    }
}
