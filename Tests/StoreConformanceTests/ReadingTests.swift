import Platform
import TaskModel
import TestSupport
import Testing

@Suite("Reading and cancelling tasks")
struct ReadingTests {
    @Test("An unknown identifier is no task", arguments: StoreUnderTest.all)
    func unknown(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let id = TaskID.make()
        #expect(try store.store.task(id) == nil)
        #expect(try store.store.cancel(id, now: 1, wait: .standard) == Cancellation(result: .unknown, task: nil))
        #expect(try store.store.ended(among: [id]) == [id])
        try store.store.report(progress: 0.5, message: "nothing", of: id)
        #expect(try store.store.task(id) == nil)
    }

    @Test("A wait is over for tasks that have ended, are parked or do not exist", arguments: StoreUnderTest.all)
    func ended(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        var (ids, over): ([TaskID], [TaskID]) = ([], [])
        for entry in OutcomeCase.all {
            let task = try store.start(.due(attempts: entry.attempts))
            try store.record(task, entry.result)
            // Such a task is due again: it must not be taken for the next entry's.
            if entry.state == .waiting { _ = try store.claimAll(now: .distantFuture) }
            ids.append(task.id)
            if entry.state != .waiting { over.append(task.id) }
        }
        let (gone, waiting) = (TaskID.make(), NewTask.due())
        try store.insert(waiting)
        ids += [gone, waiting.id]
        over.append(gone)
        #expect(try store.store.ended(among: ids) == over)
        #expect(try store.store.ended(among: ids.reversed()) == over.reversed())
        #expect(try store.store.ended(among: []) == [])
    }

    @Test(
        "There is work while a task is due or runs, and not while it waits, is parked or has ended",
        arguments: StoreUnderTest.all)
    func work(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let hasWork = { try store.store.hasWork(now: TestStore.now) }
        #expect(try !hasWork())
        try store.insert(.due(at: TestStore.now + 1))
        #expect(try !hasWork())
        try store.insert(.due(queue: "other", priority: .background))
        #expect(try hasWork())
        let claimed = try #require(try store.claim().tasks.first)
        #expect(try hasWork())
        try store.record(claimed, .parked(Failure(.undecodableArguments)))
        #expect(try !hasWork())
    }

    @Test(
        "The next instant is the earliest of all queues and priorities that is not due yet",
        arguments: StoreUnderTest.all)
    func nextDue(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let next = { try store.store.nextDue(after: TestStore.now) }
        #expect(try next() == nil)
        try store.insert(.due())
        #expect(try next() == nil)
        try store.insert(.due(at: TestStore.now + 30, priority: .high))
        let earliest = NewTask.due(at: TestStore.now + 10, queue: "other", priority: .background)
        try store.insert(earliest)
        #expect(try next() == TestStore.now + 10)
        _ = try store.cancel(earliest.id)
        #expect(try next() == TestStore.now + 30)
    }

    @Test("A waiting task that is cancelled never runs", arguments: StoreUnderTest.all)
    func cancelWaiting(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = NewTask.due()
        try store.insert(task)
        #expect(try store.cancel(task.id) == .cancelled)
        #expect(try store.state(task.id) == .cancelled)
        #expect(try store.claimAll().isEmpty)
        #expect(try store.cancel(task.id) == .tooLate)
    }

    @Test("A running task goes on until its worker stops it, and is listed for that", arguments: StoreUnderTest.all)
    func cancelRunning(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = try store.start(.due())
        #expect(try store.store.unwantedAttempts() == [])
        #expect(try store.cancel(task.id) == .requested)
        #expect(try store.cancel(task.id) == .requested)
        #expect(try store.state(task.id) == .running)
        #expect(try store.store.unwantedAttempts() == [UnwantedAttempt(attempt: task.attempt, slot: "slot")])
    }

    @Test(
        "A cancelled task ends with its attempt, but for one that returned all the same", arguments: StoreUnderTest.all,
        OutcomeCase.all)
    func cancelledMeanwhile(kind: StoreUnderTest, entry: OutcomeCase) throws {
        let store = try TestStore(kind)
        let task = try store.start(
            .due(attempts: entry.attempts, unique: UniqueKey(key: "k", scope: .untilFinished)))
        _ = try store.cancel(task.id)
        #expect(try store.store.record([task.ended(entry.result)], slot: "slot").isCounted == [true])
        #expect(try store.state(task.id) == (entry.state == .succeeded ? .succeeded : .cancelled))
        #expect(try store.store.unwantedAttempts() == [])
        #expect(try store.claimAll(now: .distantFuture).isEmpty)
        #expect(try store.insert(.due(unique: UniqueKey(key: "k", scope: .untilFinished))) == .stored)
    }

    @Test(
        "A task that has ended stays as it ended", arguments: StoreUnderTest.all,
        OutcomeCase.all.filter(\.state.isFinal))
    func cancelledTooLate(kind: StoreUnderTest, entry: OutcomeCase) throws {
        let store = try TestStore(kind)
        let task = try store.start(.due(attempts: entry.attempts))
        try store.record(task, entry.result)
        let before = try store.store.task(task.id)
        #expect(try store.cancel(task.id) == .tooLate)
        #expect(try store.store.task(task.id) == before)
    }

    @Test("A parked task that is cancelled forgets why it was parked", arguments: StoreUnderTest.all)
    func cancelParked(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = try store.start(.due())
        try store.record(task, .parked(Failure(.undecodableArguments)))
        #expect(try store.cancel(task.id) == .cancelled)
        #expect(try store.state(task.id) == .cancelled)
        #expect(try store.store.task(task.id)?.outcome == nil)
    }

    @Test("Another process reads what one has committed", arguments: StoreUnderTest.all)
    func otherProcess(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let other = try store.other()
        let before = try other.store.changeCounter()
        let task = NewTask.due()
        try store.insert(task)
        #expect(try other.store.changeCounter() != before)
        #expect(try other.state(task.id) == .waiting)
    }
}
