import InspectionModel
import Platform
import TaskModel
import TestSupport
import Testing

extension TestStore {
    /// The same database, as a tool sees it.
    func inspection() throws -> any TaskInspection {
        try #require(store as? any TaskInspection, "a store must be inspectable")
    }
}

@Suite("What tools steer")
struct SteeringTests {
    private static let subjects = [PauseSubject.everything, .queue("mail"), .function("work")]

    @Test(
        "What is paused is not started until it is resumed; what runs goes on", arguments: StoreUnderTest.all, subjects)
    func pauses(kind: StoreUnderTest, subject: PauseSubject) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        let running = try store.start(.due(queue: "mail"))
        let task = NewTask.due(queue: "mail")
        try store.insert(task)
        #expect(try tool.pause(subject, now: TestStore.now) == .changed)
        #expect(try tool.pause(subject, now: TestStore.now) == .unchanged)
        #expect(try tool.pauses().count == 1)
        #expect(try store.claimAll().isEmpty)
        #expect(try store.state(task.id) == .waiting)
        #expect(try store.record(running, .succeeded(nil)))
        #expect(try tool.resume(subject, now: TestStore.now) == .changed)
        #expect(try tool.resume(subject, now: TestStore.now) != .changed)
        #expect(try tool.pauses().isEmpty)
        #expect(try store.claimAll().map(\.id) == [task.id])
    }

    @Test("A pause of something else holds nothing", arguments: StoreUnderTest.all)
    func otherPauses(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        let task = NewTask.due()
        try store.insert(.due("other", queue: "mail"))
        try store.insert(task)
        _ = try tool.pause(.queue("mail"), now: 1)
        _ = try tool.pause(.function("other"), now: 1)
        #expect(try store.claimAll().map(\.id) == [task.id])
    }

    @Test(
        "Pauses are independent: a task runs when the last one that concerns it is over", arguments: StoreUnderTest.all)
    func independent(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        let task = NewTask.due(queue: "mail")
        try store.insert(task)
        for subject in Self.subjects { _ = try tool.pause(subject, now: 1) }
        for subject in Self.subjects {
            #expect(try store.claimAll().isEmpty, "\(subject)")
            _ = try tool.resume(subject, now: 2)
        }
        #expect(try store.claimAll().map(\.id) == [task.id])
    }

    @Test("Many held tasks are released, and none is lost", arguments: StoreUnderTest.all)
    func manyHeld(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        _ = try tool.pause(.function("work"), now: 1)
        let tasks = (0..<1_300).map { _ in NewTask.due() } + [.due("other")]
        _ = try store.store.insert(tasks.map { task in PendingInsert(task: task) { _ in } })
        #expect(try store.claimAll().map(\.name) == ["other"])
        _ = try tool.resume(.function("work"), now: 2)
        #expect(try store.claimAll().count == 1_300)
    }

    @Test(
        "A retry makes due what ended without success or is parked", arguments: StoreUnderTest.all, OutcomeCase.all)
    func retries(kind: StoreUnderTest, entry: OutcomeCase) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        let task = try store.start(.due(attempts: entry.attempts, delay: .constant(1_000_000_000)))
        #expect(try tool.retry([task.id], now: TestStore.now) == [.alreadyDue])
        try store.record(task, entry.result)
        let results = try tool.retry([task.id, .make()], now: TestStore.now + 5_000)
        switch entry.state {
        case .succeeded: #expect(results == [.succeeded, .unknown])
        case .waiting where entry.attemptsUsed == 0: #expect(results == [.alreadyDue, .unknown])
        default: #expect(results == [.due, .unknown])
        }
        let claimed = try store.claim(now: TestStore.now + 5_000).tasks.map(\.id)
        #expect(claimed == (entry.state == .succeeded ? [] : [task.id]))
    }

    @Test("A retry beside an equal task is refused, and names it", arguments: StoreUnderTest.all)
    func duplicates(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let key = UniqueKey(key: "k", scope: .untilFinished)
        let task = try store.start(.due(unique: key))
        try store.record(task, .failed(Failure(.threw)))
        let equal = NewTask.due(unique: key)
        try store.insert(equal)
        #expect(try store.inspection().retry([task.id], now: TestStore.now) == [.duplicate(equal.id)])
        #expect(try store.state(task.id) == .failed)
    }

    @Test("Tasks are cancelled and deleted, each with its own result", arguments: StoreUnderTest.all)
    func cancelsAndDeletes(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        let running = try store.start(.due())
        let waiting = NewTask.due(unique: UniqueKey(key: "k", scope: .untilFinished))
        try store.insert(waiting)
        let ids = [running.id, waiting.id, .make()]
        #expect(try tool.delete(ids) == [.running, .deleted, .unknown])
        #expect(try store.store.task(waiting.id) == nil)
        #expect(try store.insert(.due(unique: waiting.uniqueness)) == .stored)
        #expect(try tool.cancel(ids, now: TestStore.now) == [.requested, .unknown, .unknown])
    }

    @Test(
        "A run that a user requests is stored for no instant, with the function's options",
        arguments: StoreUnderTest.all)
    func runNow(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        let declared = DeclaredSchedule(
            name: "purge()", spec: "hourly", options: RunOptions(queue: "night", maxAttempts: 4, concurrency: 5))
        _ = try store.store.synchronizeSchedules(
            Build(description: "a build", schedules: [declared], functions: ["purge()"]), now: 100)
        guard case .stored(let id) = try tool.runNow(schedule: "purge()", now: TestStore.now) else {
            Issue.record("nothing was stored")
            return
        }
        let claimed = try #require(try store.claim().tasks.first)
        #expect(claimed.id == id && claimed.scheduledAt == nil && claimed.concurrency == 5)
        #expect(try tool.runNow(schedule: "other()", now: 1) == .unknown)
        _ = try store.store.synchronizeSchedules(Build(description: "", schedules: [], functions: []), now: 200)
        #expect(try tool.runNow(schedule: "purge()", now: 300) == .removed)
    }

    @Test("Stored settings are read back, until they are cleared", arguments: StoreUnderTest.all)
    func settings(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        try tool.set([.workers: .number(7), .workerNiceness: .number(3)])
        #expect(try store.store.storedSettings() == [.workers: .number(7), .workerNiceness: .number(3)])
        try tool.set([.workers: SettingValue?.none])
        #expect(try store.store.storedSettings() == [.workerNiceness: .number(3)])
    }

    @Test("The counts of states and queues are those of the tasks", arguments: StoreUnderTest.all)
    func counts(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        _ = try store.start(.due(queue: "mail"))
        for task in [NewTask.due(queue: "mail"), .due(queue: "mail", attempts: 2), .due(at: TestStore.now + 5)] {
            try store.insert(task)
        }
        let overview = try tool.overview(now: TestStore.now)
        #expect(overview.states[.running] == 1 && overview.states[.waiting] == 3)
        let mail = try #require(overview.queues.first { $0.name == Array("mail".utf8) })
        #expect(mail.due == 2 && mail.running == 1 && mail.later == 0)
        #expect(try tool.count(matching: TaskFilter(state: .waiting, queue: "mail")).count == 2)
        #expect(try tool.occupiedSlots() == ["slot"])
    }
}
