import Platform
import TaskModel
import TestSupport
import Testing

@Suite("Storing tasks")
struct InsertingTests {
    @Test("A task comes to its worker as it was stored", arguments: StoreUnderTest.all)
    func whole(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        var task = NewTask.due(
            "App.mail(to:)", queue: "mail", priority: .low, attempts: 7, delay: .custom([1, 2]),
            unique: UniqueKey(key: "k", scope: .untilFinished))
        task.arguments = Array(#"{"to":"ada@example.org"}"#.utf8)
        task.scheduledAt = 17
        task.missed = 4
        task.concurrency = 2
        #expect(try store.insert(task) == .stored)
        let claimed = try #require(try store.claim().tasks.first)
        #expect(claimed.id == task.id && claimed.name == task.name && claimed.arguments == task.arguments)
        #expect(claimed.attemptsUsed == 0 && claimed.scheduledAt == 17 && claimed.missed == 4)
        #expect(claimed.key == .untilFinished && claimed.concurrency == 2)
    }

    @Test("It waits, uncharged and without outcome", arguments: StoreUnderTest.all)
    func initialState(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = NewTask.due()
        try store.insert(task)
        let row = try #require(try store.store.task(task.id))
        #expect(row.id == task.id && row.name == "work" && row.state == .waiting && row.attemptsUsed == 0)
        #expect(row.outcome == nil && row.finished == nil)
    }

    @Test(
        "Text at its limits comes back byte by byte", arguments: StoreUnderTest.all,
        [
            #"{}"#, #"{"text":"a\u0000b"}"#, #"{"text":"𝄞 and 日本語"}"#,
            #"{"number":\#(String(repeating: "9", count: 400))}"#,
            #"{"text":"\#(String(repeating: "x", count: 1 << 20))"}"#,
            #"{"deep":\#(String(repeating: "[", count: 499))\#(String(repeating: "]", count: 499))}"#,
            #"{"twice":1,"twice":2}"#,
        ])
    func texts(kind: StoreUnderTest, arguments: String) throws {
        let store = try TestStore(kind)
        var task = NewTask.due("")
        task.arguments = Array(arguments.utf8)
        try store.insert(task)
        let claimed = try #require(try store.claim().tasks.first)
        #expect(claimed.name.isEmpty)
        #expect(claimed.arguments == task.arguments)
        try store.record(claimed, .succeeded(task.arguments))
        #expect(try store.store.task(task.id)?.outcome == task.arguments)
    }

    @Test(
        "Storing the very same task again changes nothing, whatever has become of it", arguments: StoreUnderTest.all,
        OutcomeCase.all)
    func again(kind: StoreUnderTest, entry: OutcomeCase) throws {
        let store = try TestStore(kind)
        let task = NewTask.due(attempts: entry.attempts)
        #expect(try store.insert(task) == .stored)
        let waiting = try store.store.task(task.id)
        #expect(try store.other().insert(task) == .stored)
        #expect(try store.store.task(task.id) == waiting)
        try store.record(try #require(try store.claim().tasks.first), entry.result)
        let ended = try store.store.task(task.id)
        #expect(try store.insert(task) == .stored)
        #expect(try store.store.task(task.id) == ended)
        #expect(try store.store.insert([PendingInsert(task: task) { _ in }]) == [.stored])
        #expect(try store.store.task(task.id) == ended)
    }

    @Test("Many tasks are stored in their order, each with its own result", arguments: StoreUnderTest.all)
    func many(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let key = UniqueKey(key: "k", scope: .untilFinished)
        let first = NewTask.due("unique", unique: key)
        let tasks = (0..<100).map { NewTask.due("\($0)") } + [first, .due("unique", unique: key), .due("last")]
        let results = try store.store.insert(tasks.map { task in PendingInsert(task: task) { _ in } })
        #expect(results == Array(repeating: .stored, count: 101) + [.existing(first.id), .stored])
        let names = try store.claimAll().map(\.name)
        #expect(names == (0..<100).map(String.init) + ["unique", "last"])
    }

    @Test("Where one of many can never be stored, none is, and the error says so", arguments: StoreUnderTest.all)
    func refused(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let (good, bad) = (NewTask.due(), NewTask.due(attempts: 0))
        let error = #expect(throws: StoreError.self) {
            try store.store.insert([good, bad].map { task in PendingInsert(task: task) { _ in } })
        }
        #expect(error?.code == .refused)
        #expect(try store.store.task(good.id) == nil && store.store.task(bad.id) == nil)
        #expect(throws: StoreError.self) { try store.insert(bad) }
        #expect(try store.insert(good) == .stored)
    }

    @Test("Tasks with reserved identifiers are stored all together", arguments: StoreUnderTest.all)
    func reserved(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tasks = [NewTask.due("a"), .due("b", queue: "other")]
        let stored = try #require(try store.store.insertReserved(tasks, wait: .standard))
        #expect(stored.map(\.id) == tasks.map(\.id))
        #expect(Set(try store.claimAll().map(\.name)) == ["a", "b"])
    }

    @Test("A reserved identifier leads to the equal task that exists", arguments: StoreUnderTest.all)
    func leads(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let key = UniqueKey(key: "k", scope: .untilFinished)
        let first = NewTask.due(unique: key)
        try store.insert(first)
        let tasks = [NewTask.due(unique: key), .due("beside"), .due(unique: key)]
        let stored = try #require(try store.store.insertReserved(tasks, wait: .standard))
        #expect(stored.map(\.id) == [tasks[1].id])
        for id in [tasks[0].id, tasks[2].id] { #expect(try store.store.task(id)?.id == first.id) }
        let cancellation = try store.store.cancel(tasks[0].id, now: TestStore.now, wait: .standard)
        #expect(cancellation == Cancellation(result: .cancelled, task: first.id))
        #expect(try store.state(first.id) == .cancelled)
    }

    @Test("Where one of them can never be stored, none is", arguments: StoreUnderTest.all)
    func reservedRefused(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tasks = [NewTask.due(), .due(attempts: 0)]
        #expect(throws: StoreError.self) { try store.store.insertReserved(tasks, wait: .standard) }
        #expect(try store.store.task(tasks[0].id) == nil)
    }

    @Test("A recurring function has one run for an instant, whatever becomes of it", arguments: StoreUnderTest.all)
    func instants(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let run = NewTask.run(of: 7)
        #expect(try store.insert(run) == .stored)
        #expect(try store.insert(.run(of: 7)) == .alreadyFired)
        #expect(try store.insert(.run("tock()", of: 7)) == .stored)
        #expect(try store.insert(.run(of: 8)) == .stored)
        let claimed = try #require(try store.claim().tasks.first { $0.id == run.id })
        try store.record(claimed, .succeeded(nil))
        #expect(try store.insert(.run(of: 7)) == .alreadyFired)
    }

    @Test(
        "A verb that is not to wait returns at once while another process is in a transaction",
        arguments: StoreUnderTest.all)
    func atOnce(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let other = try store.other()
        let hourly = DeclaredSchedule(name: "purge()", spec: "hourly")
        let build = Build(description: "a build", schedules: [hourly], functions: ["purge()"])
        _ = try store.store.synchronizeSchedules(build, now: 100)
        let (task, waiting) = (NewTask.due("at once"), NewTask.due("waiting"))
        try store.insert(waiting)
        var results: [Result<Bool, any Error>] = []
        let due = DueSchedule(name: hourly.name, spec: hourly.spec, unfinishedRunLimit: 1)
        _ = try store.store.fire([due], now: 200, maximumRuns: 1) { _, _, _ in
            results = [
                Result { try other.store.insertAtOnce(task) != nil },
                Result { try other.store.insertReserved([.due("reserved")], wait: .none) != nil },
                Result { try other.store.cancel(waiting.id, now: 200, wait: .none) != nil },
            ]
            return nil
        }
        let isDone = try results.map { try $0.get() }
        #expect(isDone.count == 3)
        // Whether it has to wait is the store's affair; that nothing is done where it says so is not.
        let isStored = try store.store.task(task.id) != nil
        #expect(isStored == isDone[0])
        #expect(try store.state(waiting.id) == (isDone[2] ? .cancelled : .waiting))
        #expect(try other.store.cancel(waiting.id, now: 200, wait: .atMost(.seconds(10))) != nil)
        #expect(try store.state(waiting.id) == .cancelled)
    }
}
